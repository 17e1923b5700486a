import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectory } from '../datasets/make-directory.ts';
import { whyUnwritten } from '../datasets/why-unwritten.ts';
import { FanoutError } from '../proto/errors.ts';

/**
 * Writes a file whole or not at all: into a temporary file beside it, then renamed. Throws OUTPUT_UNWRITABLE.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await makeDirectory(dirname(path));
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${whyUnwritten(error)}`, {
      hint: 'choose another place (--out or --report), or free space',
      cause: error,
    });
  }
}
