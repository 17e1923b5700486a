import type { KV, KvEntry } from '@nats-io/kv';
import { FanoutError } from '../../proto/errors.ts';

/** How long a replica may send nothing before another is asked. */
const SILENCE_MS = 2_000;
/** How long all of them together may take to come up with everything. */
const PATIENCE_MS = 30_000;

/**
 * Every entry of a bucket in which nothing is ever changed or deleted, in the order of their revisions. Of a bucket with copies any
 * replica may be the one that reads it out, also one that is catching up after a restart: it ends early, with nothing in the
 * extreme, and believes that this is all. The leader's count says how many there must be; until there are, the rest is waited
 * for, and read again from the start when nothing more comes. Throws UNAVAILABLE when that takes too long.
 */
export async function readAll(kv: KV): Promise<KvEntry[]> {
  const { values } = await kv.status();
  const until = performance.now() + PATIENCE_MS;
  let most = 0;
  while (most < values) {
    const entries = await readSome(kv, values);
    if (entries.length >= values) return entries;
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

/** So many entries, or those that came until one replica had nothing more to say. */
async function readSome(kv: KV, count: number): Promise<KvEntry[]> {
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
