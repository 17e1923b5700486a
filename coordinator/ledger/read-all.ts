import { setTimeout as pause } from 'node:timers/promises';
import type { KV, KvEntry } from '@nats-io/kv';
import { FanoutError } from '../../proto/errors.ts';
import { isInconsistent } from '../storage/books.ts';
import { isOutage } from '../storage/outage.ts';
import { leaderStatus } from './leader-status.ts';

/** How long a replica may send nothing before another is asked. */
const SILENCE_MS = 2_000;
/** How long all of them together may take to come up with everything. */
const PATIENCE_MS = 30_000;
/** Pause after a server did not take the request. */
const PAUSE_MS = 200;

/**
 * Every entry of a bucket in which nothing is ever changed or deleted, in the order of their revisions. Of a
 * bucket with copies any replica may be the one that reads it out, also one that is catching up after a
 * restart: it ends early, with nothing in the extreme, and believes that this is all. The leader's count says
 * how many there must be; until there are, the rest is waited for, and read again from the start when nothing
 * more comes. `copies`: that NATS keeps of the bucket. Throws UNAVAILABLE when that takes too long, and
 * RUN_STORE_LOST when there are no copies: see `isDamage`.
 */
export async function readAll(kv: KV, copies: number): Promise<KvEntry[]> {
  const { values, replicas, streamInfo } = await leaderStatus(kv, copies);
  if (replicas === 1 && isInconsistent(streamInfo.state)) throw damaged(values, undefined);
  const until = performance.now() + PATIENCE_MS;
  let most = -1;
  while (most < values && values > 0) {
    const entries = await readSome(kv, values).catch((error: unknown) => noneIn(error, replicas));
    if (entries.length >= values) return entries;
    // Without copies nobody catches up: what the one server does not bring twice in a row, its storage has
    // lost.
    if (replicas === 1 && entries.length <= most) throw damaged(values, most);
    most = Math.max(most, entries.length);
    if (performance.now() > until) {
      throw new FanoutError(
        'UNAVAILABLE',
        `the ledger has ${values} outcomes, of which ${most} can be read so far`,
        {
          hint: 'see whether all NATS servers have caught up: `nats stream info`; the run goes on when they have',
        },
      );
    }
  }
  return [];
}

/** Of a bucket with copies nothing was read this time: another server may answer. Throws any other error. */
async function noneIn(error: unknown, replicas: number): Promise<KvEntry[]> {
  if (replicas === 1 || !isOutage(error)) throw error;
  await pause(PAUSE_MS);
  return [];
}

/** Marks the errors of a ledger whose storage is damaged. */
const DAMAGE = Symbol('damage');

/**
 * Whether a ledger could not be read because its storage is damaged: then `mendLedger` saves what there is.
 * Pure.
 */
export const isDamage = (error: unknown): boolean => error instanceof FanoutError && error.cause === DAMAGE;

function damaged(values: number, readable: number | undefined): FanoutError {
  const what =
    readable === undefined
      ? 'NATS has found outcomes in the ledger that it cannot read'
      : `the ledger has ${values} outcomes, of which ${readable} can be read`;
  return new FanoutError('RUN_STORE_LOST', `the storage of NATS is damaged: ${what}`, {
    hint: 'take the run up again: what can be read is saved, and the rest trained again',
    cause: DAMAGE,
  });
}

/** So many entries, or those that came until one replica had nothing more to say. */
export async function readSome(kv: KV, count: number): Promise<KvEntry[]> {
  const found = new Map<string, KvEntry>();
  const source = await kv.watch({ key: '>' });
  let silence = setTimeout(() => source.stop(), SILENCE_MS);
  try {
    for await (const entry of source) {
      found.set(entry.key, entry);
      if (found.size >= count) break;
      clearTimeout(silence);
      silence = setTimeout(() => source.stop(), SILENCE_MS);
    }
  } finally {
    clearTimeout(silence);
    source.stop();
  }
  return [...found.values()];
}
