import { readFileSync, statSync } from 'node:fs';
import { FanoutError } from '../proto/errors.ts';

/** A bundle of every public authority has about 0.25 MB. */
const LARGEST = 4 * 2 ** 20;

/** A file of TLS, and the setting that names it. */
export interface PemFile {
  readonly path: string;
  /** The environment variable, as a message calls it. */
  readonly setting: string;
}

/**
 * Reads a certificate or a key in PEM. Throws USAGE, with the setting and the path, when it is not there, or
 * is something else.
 */
export function readPem({ path, setting }: PemFile): Buffer {
  const refuse = (what: string, cause?: unknown): never => {
    throw new FanoutError('USAGE', `${setting} names ${path}, which ${what}`, {
      hint: `correct ${setting}, or leave it out`,
      ...(cause === undefined ? {} : { cause }),
    });
  };
  try {
    const { size, isFile } = { size: statSync(path).size, isFile: statSync(path).isFile() };
    if (!isFile) refuse('is not a regular file');
    if (size > LARGEST) refuse(`has ${size} bytes: too many for a certificate or a key`);
    const bytes = readFileSync(path);
    if (!bytes.includes('-----BEGIN ')) refuse('holds no certificate and no key in PEM');
    return bytes;
  } catch (error) {
    if (error instanceof FanoutError) throw error;
    return refuse(
      `cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      error,
    );
  }
}
