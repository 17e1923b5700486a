/**
 * Files from elsewhere, kept in the user's cache: checked, whole, and taken up where a transfer broke off.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FanoutError } from '../proto/errors.ts';
import { shownBytes } from './byte-size.ts';
import { download } from './download.ts';
import { makeDirectory } from './make-directory.ts';
import { mayPass } from './may-pass.ts';
import { reason } from './transfer-failure.ts';
import { isOfTheDisk, whyUnwritten } from './why-unwritten.ts';

export interface RemoteFile {
  readonly name: string;
  /** Where it may come from, in the order to try. */
  readonly urls: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

export interface FetchOptions {
  readonly onProgress?: (message: string) => void;
  /** How long a server may stay silent. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings a file to `path`, unless it is there already and right. Downloads to `path.part`, which a later try
 * goes on from. Throws UNAVAILABLE where one of its sources may have it a little later, else DATASET_MISSING,
 * with what was tried and why each source failed; OUTPUT_UNWRITABLE; the signal's reason.
 */
export async function fetchFile(file: RemoteFile, path: string, options: FetchOptions = {}): Promise<void> {
  if ((await checksumOf(path)) === file.sha256) return;
  await makeDirectory(dirname(path)).catch((error: unknown) => {
    throw unwritable(dirname(path), error);
  });
  const part = `${path}.part`;
  const failures: string[] = [];
  let later = false;
  for (const url of file.urls) {
    try {
      await download({
        url,
        bytes: file.bytes,
        part,
        ...(options.silenceMs === undefined ? {} : { silenceMs: options.silenceMs }),
        signal: options.signal,
        onBytes: (before, done) => report(file, before, done, options),
      });
      const found = await checksumOf(part);
      if (found !== file.sha256) {
        await rm(part, { force: true });
        throw new FanoutError('DATASET_CORRUPT', `SHA-256 must be ${file.sha256}, found ${found}`, {
          hint: 'another source may have it as it was published',
        });
      }
      return await rename(part, path);
    } catch (error) {
      // Another source is no answer to being told to stop.
      options.signal?.throwIfAborted();
      // Nor to a disk that takes nothing.
      if (isOfTheDisk(error)) throw unwritable(dirname(path), error);
      later ||= mayPass(error);
      failures.push(`  ${url}: ${reason(error)}`);
    }
  }
  const code = later ? 'UNAVAILABLE' : 'DATASET_MISSING';
  throw new FanoutError(code, `cannot fetch ${file.name}:\n${failures.join('\n')}`, {
    hint: `check the network${later ? ' and run again (what has arrived is kept)' : ''}, or put the file at ${path}`,
  });
}

const unwritable = (directory: string, error: unknown) =>
  new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${directory}: ${whyUnwritten(error)}`, {
    hint: 'free space, or set FANOUT_CACHE to a directory that can be written',
    cause: error,
  });

/** One line for each tenth of a file. */
function report(file: RemoteFile, before: number, done: number, { onProgress }: FetchOptions): void {
  const tenth = (bytes: number) => Math.floor((10 * bytes) / file.bytes);
  if (tenth(done) > tenth(before))
    onProgress?.(`${file.name}: ${10 * tenth(done)}% of ${shownBytes(file.bytes)}`);
}

async function checksumOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
