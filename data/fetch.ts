/** Files from elsewhere, kept in the user's cache: checked, whole, and taken up where a transfer broke off. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FanoutError } from '../proto/errors.ts';

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
}

/**
 * Brings a file to `path`, unless it is there already and right. Downloads to `path.part`, which a later try goes on from.
 * Throws DATASET_MISSING with what was tried and why each source failed; OUTPUT_UNWRITABLE.
 */
export async function fetchFile(file: RemoteFile, path: string, options: FetchOptions = {}): Promise<void> {
  if ((await checksumOf(path)) === file.sha256) return;
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot make ${dirname(path)}: ${error.code}`, {
      hint: 'free space, or set XDG_CACHE_HOME',
    });
  });
  const part = `${path}.part`;
  const failures: string[] = [];
  for (const url of file.urls) {
    try {
      await download(url, file, part, options);
      const found = await checksumOf(part);
      if (found !== file.sha256) {
        await rm(part, { force: true });
        throw new Error(`SHA-256 must be ${file.sha256}, found ${found}`);
      }
      return await rename(part, path);
    } catch (error) {
      failures.push(`  ${url}: ${reason(error)}`);
    }
  }
  throw new FanoutError('DATASET_MISSING', `cannot fetch ${file.name}:\n${failures.join('\n')}`, {
    hint: `check the network and run again (what has arrived is kept), or put the file at ${path}`,
  });
}

async function download(url: string, file: RemoteFile, part: string, options: FetchOptions): Promise<void> {
  const have = await sizeOf(part);
  if (have === file.bytes) return;
  const start = have < file.bytes ? have : 0;
  const watch = new AbortController();
  const silenceMs = options.silenceMs ?? 15_000;
  let silence = setTimeout(() => watch.abort(new Error(`no answer for ${silenceMs / 1000} s`)), silenceMs);
  try {
    const response = await fetch(url, {
      signal: watch.signal,
      headers: start > 0 ? { range: `bytes=${start}-` } : {},
    });
    if (!response.ok || !response.body) throw new Error(`HTTP status ${response.status}`);
    // A server that knows no ranges sends the whole file: then it begins anew.
    const resumed = response.status === 206;
    const target = await open(part, resumed ? 'a' : 'w');
    try {
      let done = resumed ? start : 0;
      for await (const chunk of response.body) {
        clearTimeout(silence);
        silence = setTimeout(() => watch.abort(new Error(`no data for ${silenceMs / 1000} s`)), silenceMs);
        await target.write(chunk as Uint8Array);
        const before = done;
        done += (chunk as Uint8Array).length;
        if (done > file.bytes) throw new Error(`it sends more than ${file.bytes} bytes`);
        report(file, before, done, options);
      }
      if (done < file.bytes) throw new Error(`the transfer broke off after ${done} of ${file.bytes} bytes`);
    } finally {
      await target.close();
    }
  } finally {
    clearTimeout(silence);
  }
}

/** One line for each tenth of a file. */
function report(file: RemoteFile, before: number, done: number, { onProgress }: FetchOptions): void {
  const tenth = (bytes: number) => Math.floor((10 * bytes) / file.bytes);
  if (tenth(done) > tenth(before))
    onProgress?.(`${file.name}: ${10 * tenth(done)}% of ${(file.bytes / 1e6).toFixed(1)} MB`);
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

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Node's fetch hides the reason in the cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
