/**
 * Entries of a ledger that nobody can read: damaged, or written by a version with other rules. One of them
 * must not end a run, so it is copied into a bucket of its own and taken out of the ledger, and its trial
 * runs again.
 */
import type { JetStreamClient } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { streamOfBucket } from './write-once.ts';

/** The bucket of entries that were set aside. Keys: the run, the trial's key, the revision in the ledger. */
export const QUARANTINE_BUCKET = 'fanout-quarantine';

/** An entry of a ledger, as it is stored. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly revision: number;
}

/**
 * Sets entries aside, for a run and the bucket of its ledger. Throws what NATS throws: then the entry is
 * still in the ledger.
 */
export function quarantineOf(client: JetStreamClient, run: string, bucket: string) {
  return async ({ key, value, revision }: Entry): Promise<void> => {
    const manager = await client.jetstreamManager();
    const { num_replicas } = (await manager.streams.info(streamOfBucket(bucket))).config;
    const kept = await new Kvm(client).create(QUARANTINE_BUCKET, { history: 1, replicas: num_replicas });
    await kept.put(`${run}.${key}.${revision}`, value);
    // `seq` one beyond: nothing that came later under this key goes with it.
    await manager.streams.purge(streamOfBucket(bucket), {
      filter: `$KV.${bucket}.${key}`,
      seq: revision + 1,
    });
  };
}
