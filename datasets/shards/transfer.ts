/** Files over HTTP, for as long as trying again may help. */

import { setTimeout as pause } from 'node:timers/promises';
import { FanoutError } from '../../proto/errors.ts';
import { shownBytes } from '../byte-size.ts';
import { declaredFetch } from '../declared/fetch.ts';
import {
  download,
  HttpStatusError,
  SILENCE_MS,
  sizeOf,
  statusError,
  TooLongError,
  Watch,
} from '../download.ts';
import { mayPass } from '../may-pass.ts';
import { reason } from '../transfer-failure.ts';
import { isOfTheDisk, whyUnwritten } from '../why-unwritten.ts';
import type { Remote } from './access.ts';
import { LARGEST_INDEX } from './index-file.ts';
import type { RemoteSettings } from './settings.ts';
import type { Waiting } from './store.ts';

type Patience = Pick<RemoteSettings, 'attempts' | 'backoffMs' | 'silenceMs' | 'largestIndex'>;

/** How often a file is asked for while no try gets further than those before. */
export const ATTEMPTS = 6;
const BACKOFF_MS = 500;

/**
 * Brings what is missing of a file to `part`, from where it broke off. Throws as `asDatasetError` says, or
 * the signal's reason.
 */
export async function bringFile(
  from: Remote,
  bytes: number,
  part: string,
  patience: Patience,
  { signal, onProgress }: Waiting,
): Promise<void> {
  await persistently(
    from,
    patience,
    signal,
    () => sizeOf(part),
    async () =>
      download({
        ...(await from.ask()),
        fetch: declaredFetch,
        bytes,
        part,
        silenceMs: patience.silenceMs ?? SILENCE_MS,
        ...(signal ? { signal } : {}),
        onBytes: () => onProgress?.(),
      }),
  );
}

/** A small file into memory. Throws as `asDatasetError` says, or the signal's reason. */
export async function bringBytes(from: Remote, patience: Patience, { signal }: Waiting): Promise<Uint8Array> {
  return persistently(
    from,
    patience,
    signal,
    async () => 0,
    async () => {
      const watch = new Watch(patience.silenceMs ?? SILENCE_MS, signal);
      const largest = patience.largestIndex ?? LARGEST_INDEX;
      try {
        const { url, ...asked } = await from.ask();
        const response = await declaredFetch(url, { ...asked, signal: watch.signal });
        if (!response.ok || !response.body) throw await statusError(response);
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        for await (const chunk of response.body) {
          watch.heard();
          bytes += (chunk as Uint8Array).length;
          // Counted as they are read, unpacked: what a server sends packed may become a thousand times as
          // large.
          if (bytes > largest) throw noIndex(from, largest);
          chunks.push(chunk as Uint8Array);
        }
        return Buffer.concat(chunks);
      } finally {
        watch.end();
      }
    },
  );
}

/**
 * Tries again, after longer and longer waits, as long as that may help; a try that got further than any
 * before does not count.
 */
async function persistently<T>(
  from: Remote,
  { attempts = ATTEMPTS, backoffMs = BACKOFF_MS }: Patience,
  signal: AbortSignal | undefined,
  reached: () => Promise<number>,
  attempt: () => Promise<T>,
): Promise<T> {
  let furthest = await reached();
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      const now = await reached();
      failures = now > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, now);
      if (failures >= attempts || !mayPass(error)) throw asDatasetError(error, from, failures);
      await pause(backoffMs * 2 ** (failures - 1), undefined, signal ? { signal } : {});
    }
  }
}

/** What S3 servers say with status 400 where credentials are no longer good, or there are none. */
const REFUSALS = new Set(
  'ExpiredToken InvalidToken TokenRefreshRequired AuthorizationHeaderMalformed MissingSecurityHeader UnsupportedAlgorithm'.split(
    ' ',
  ),
);

/** The error that a failed transfer ends with. Pure. */
function asDatasetError(error: unknown, from: Remote, failures: number): FanoutError {
  if (error instanceof FanoutError) return error;
  const where = from.shown;
  if (isOfTheDisk(error)) {
    return new FanoutError('OUTPUT_UNWRITABLE', `cannot keep ${where}: ${whyUnwritten(error)}`, {
      hint: 'free space, or set FANOUT_CACHE and FANOUT_CACHE_BYTES',
      cause: error,
    });
  }
  const answer = error instanceof HttpStatusError ? error : undefined;
  // Asked for what is missing, it says that there is no more.
  if (answer?.status === 416 || error instanceof TooLongError) {
    return new FanoutError('DATASET_CORRUPT', `${where} is shorter or longer than its index says`, {
      hint: 'copy the file again; index and shards belong together',
    });
  }
  if (answer && !mayPass(error)) {
    const refused = [401, 403].includes(answer.status) || REFUSALS.has(answer.reason ?? '');
    return new FanoutError(
      refused ? 'CREDENTIALS_REFUSED' : 'DATASET_MISSING',
      `${where} answered with ${answer.message}`,
      { hint: answer.region ? regionHint(answer.region) : refused ? from.credentialsHint : MISSING_HINT },
    );
  }
  return new FanoutError('UNAVAILABLE', `cannot fetch ${where}, tried ${failures} times: ${reason(error)}`, {
    hint: 'check the network and the address; what has arrived is kept',
    cause: error,
  });
}

const noIndex = ({ shown }: Remote, largest: number) =>
  new FanoutError('DATASET_CORRUPT', `${shown} is no index: it has more than ${shownBytes(largest)}`, {
    hint: 'give the address of the index.json that fanout dataset pack has made',
  });

const MISSING_HINT = 'check the address in the study file, and that index and shards were copied';
const regionHint = (region: string) => `the bucket is in another region: set AWS_REGION=${region}`;
