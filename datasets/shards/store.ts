/** How the files of a dataset are had, whole and checked. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { openDeclared } from '../declared/paths.ts';
import { FileRefused, readBounded, whyUnread } from '../regular-file.ts';
import { LARGEST_INDEX } from './index-file.ts';
import { type Location, shownLocation } from './location.ts';

/** A file, where it lies and what it must be. */
export interface StoredFile {
  readonly location: Location;
  readonly bytes: number;
  readonly sha256: string;
}

/** What to do while a file is brought and checked. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  /**
   * Bytes have arrived, or were checked: either may take minutes, and whoever waits is to know that it goes
   * on.
   */
  readonly onProgress?: () => void;
}

/** The files of a dataset, wherever they lie. */
export interface ShardStore {
  /**
   * A small file that nothing is known of: the index. Throws DATASET_MISSING, UNAVAILABLE,
   * CREDENTIALS_REFUSED, or the signal's reason.
   */
  read(location: Location, waiting?: Waiting): Promise<Uint8Array>;
  /**
   * Opens a file whose size and SHA-256 have been checked; the caller closes it. What happens to its name
   * meanwhile does not matter. Throws DATASET_MISSING, DATASET_CORRUPT, UNAVAILABLE, CREDENTIALS_REFUSED,
   * OUTPUT_UNWRITABLE, or the signal's reason.
   */
  open(file: StoredFile, waiting?: Waiting): Promise<FileHandle>;
}

/** Files on a volume. Each is checked when it is opened for the first time, and again when it has changed. */
export class VolumeStore implements ShardStore {
  readonly #checked = new Set<string>();

  async read(location: Location): Promise<Uint8Array> {
    const file = await openPath(location);
    try {
      return await readBounded(file, LARGEST_INDEX);
    } catch (error) {
      throw unreadable(location, error);
    } finally {
      await file.close();
    }
  }

  async open(stored: StoredFile, waiting: Waiting = {}): Promise<FileHandle> {
    const file = await openPath(stored.location);
    try {
      const { ino, size, mtimeMs } = await file.stat();
      const identity = `${ino} ${size} ${mtimeMs} ${stored.sha256}`;
      if (!this.#checked.has(identity)) await check(file, stored, waiting);
      this.#checked.add(identity);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

/** Opens a regular file on a volume. Throws DATASET_MISSING, DATASET_UNSUPPORTED. */
async function openPath(location: Location): Promise<FileHandle> {
  return openDeclared(location.kind === 'path' ? location.path : location.url.pathname).catch((error) => {
    throw unreadable(location, error);
  });
}

function unreadable(location: Location, cause: unknown): FanoutError {
  const path = shownLocation(location);
  if (cause instanceof FileRefused && cause.kind === 'directory') {
    return new FanoutError('DATASET_MISSING', `${path} is a directory, and must be the index of a dataset`, {
      hint: `give the file in it: ${join(path, 'index.json')}`,
    });
  }
  if (cause instanceof FileRefused) {
    return new FanoutError('DATASET_UNSUPPORTED', `${path} is not read: ${cause.message}`, {
      hint: 'give the path of a file that fanout dataset pack has made',
    });
  }
  return new FanoutError('DATASET_MISSING', `cannot open the dataset file ${path}: ${whyUnread(cause)}`, {
    hint: 'check the path; in a study it counts from the study file, and every worker must have it at the same place',
    cause,
  });
}

/** Throws DATASET_CORRUPT where an open file is not the one that the index names, or the signal's reason. */
export async function check(file: FileHandle, stored: StoredFile, waiting: Waiting): Promise<void> {
  const { size } = await file.stat();
  if (size !== stored.bytes) throw differs(stored, `${stored.bytes} bytes`, `${size}`);
  const found = await checksumOf(file, waiting);
  if (found !== stored.sha256) throw differs(stored, `SHA-256 ${stored.sha256}`, found);
}

/** SHA-256 (hex) of an open file's content, read from its beginning. Throws the signal's reason. */
async function checksumOf(file: FileHandle, { signal, onProgress }: Waiting): Promise<string> {
  const hash = createHash('sha256');
  const stream = file.createReadStream({
    start: 0,
    autoClose: false,
    highWaterMark: 2 ** 20,
    ...(signal ? { signal } : {}),
  });
  try {
    for await (const chunk of stream) {
      hash.update(chunk as Buffer);
      onProgress?.();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return hash.digest('hex');
}

/** The error to throw where a file is another one than was named. */
export function differs({ location }: StoredFile, wanted: string, found: string): FanoutError {
  return new FanoutError(
    'DATASET_CORRUPT',
    `${shownLocation(location)} must have ${wanted}, found ${found}`,
    { hint: 'copy the file again, or pack the dataset again; index and shards belong together' },
  );
}
