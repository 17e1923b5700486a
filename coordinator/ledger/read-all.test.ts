/** Reading a ledger out while servers of a cluster come and go; what they answer is injected. */
import type { KV, KvEntry } from '@nats-io/kv';
import { errors } from '@nats-io/nats-core';
import { expect, it } from 'vitest';
import { readAll } from './read-all.ts';

/** A bucket of two entries whose first watch fails so. */
function bucket(replicas: number, failure: Error): KV {
  const entries = ['a', 'b'].map((key, index) => ({ key, revision: index + 1 })) as KvEntry[];
  let watches = 0;
  const watch = async () => {
    watches += 1;
    if (watches === 1) throw failure;
    return Object.assign(
      (async function* () {
        yield* entries;
      })(),
      { stop: () => undefined },
    );
  };
  const streamInfo = { state: { messages: 2, num_subjects: 2 } };
  return { status: async () => ({ values: 2, replicas, streamInfo }), watch } as unknown as KV;
}

it('asks again when a server of several does not answer', async () => {
  const entries = await readAll(bucket(3, new errors.TimeoutError()), 3);
  expect(entries.map(({ key }) => key)).toEqual(['a', 'b']);
});

it('throws what is no outage, and any failure of the only server', async () => {
  await expect(readAll(bucket(3, new TypeError('a defect')), 3)).rejects.toThrow('a defect');
  await expect(readAll(bucket(1, new errors.TimeoutError()), 1)).rejects.toThrow('timeout');
});
