import { readFileSync, statSync } from 'node:fs';
import { FanoutError } from '../proto/errors.ts';

/** A bundle of every public authority has about 0.25 MB. */
const LARGEST = 4 * 2 ** 20;

/** A file of TLS, and the setting that names it, or that has its text. */
export interface PemFile {
  /** A path, or the PEM itself. */
  readonly path: string;
  /** The environment variable, as a message calls it. */
  readonly setting: string;
}

/** How a setting begins that is no path. */
const BEGINS = '-----BEGIN ';

/**
 * Reads a certificate or a key in PEM; a setting that holds one itself, as a Secret of Kubernetes gives it to
 * a container, is taken as it is. Throws USAGE, with the setting and the path, when it is not there, or
 * is something else.
 */
export function readPem({ path, setting }: PemFile): Buffer {
  if (path.startsWith(BEGINS)) return Buffer.from(path);
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
    if (!bytes.includes(BEGINS)) refuse('holds no certificate and no key in PEM');
    return bytes;
  } catch (error) {
    if (error instanceof FanoutError) throw error;
    return refuse(
      `cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      error,
    );
  }
}
