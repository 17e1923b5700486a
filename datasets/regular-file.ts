/**
 * Files that are named by a study or on the command line. A device can be read without end, and a pipe or a
 * socket can keep its reader waiting for ever: only regular files are read, and of those that go into memory
 * no more than a bound.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { shownBytes } from './byte-size.ts';

/** A file is there, and is not read for what it is; the message says why, and names no file. */
export class FileRefused extends Error {
  readonly kind: 'directory' | 'pipe' | 'socket' | 'device' | 'too large' | 'elsewhere';

  constructor(kind: FileRefused['kind'], message = `it is a ${kind}, and must be a regular file`) {
    super(message);
    this.kind = kind;
  }
}

/** A pipe without a writer is opened at once instead of waiting for one. Windows has no such flag. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file for reading; the caller closes it. Throws FileRefused, or what the file system throws.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, AT_ONCE).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENXIO' ? new FileRefused('socket') : error;
  });
  const found = await file.stat();
  if (found.isFile()) return file;
  await file.close();
  throw new FileRefused(found.isDirectory() ? 'directory' : found.isFIFO() ? 'pipe' : 'device');
}

/** Reads a regular file of at most `most` bytes. Throws FileRefused, or what the file system throws. */
export async function readRegular(path: string, most: number): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await readBounded(file, most);
  } finally {
    await file.close();
  }
}

/**
 * Reads an open file from its beginning. Some that claim to be empty are not (`/proc`), and others grow
 * meanwhile: what counts is what comes.
 */
export async function readBounded(file: FileHandle, most: number): Promise<Buffer> {
  const { size } = await file.stat();
  if (size > most) throw tooLarge(most);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 20 })) {
    bytes += (chunk as Buffer).length;
    if (bytes > most) throw tooLarge(most);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (most: number) =>
  new FileRefused('too large', `it has more than the ${shownBytes(most)} that it may have`);

/** Why a file could not be read, for a message that names it: `ENOENT`, or what it is. Pure. */
export function whyUnread(error: unknown): string {
  if (error instanceof FileRefused) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
