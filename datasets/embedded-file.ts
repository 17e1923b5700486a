import { readFile } from 'node:fs/promises';
import { FanoutError } from '../proto/errors.ts';

/** A file that comes with fanout; `path` counts from this directory. Throws DATASET_MISSING. */
export async function embedded(path: string): Promise<Uint8Array> {
  const url = new URL(`./${path}`, import.meta.url);
  return readFile(url).catch((error: NodeJS.ErrnoException) => {
    throw new FanoutError(
      'DATASET_MISSING',
      `${path}, which comes with fanout, cannot be read: ${error.code}`,
      { hint: 'install fanout again', cause: error },
    );
  });
}
