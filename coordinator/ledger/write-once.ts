/**
 * KV buckets in which a key, once written, keeps its value: the server refuses another one, whoever sends it.
 */
import { DiscardPolicy, type JetStreamManager, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { unlessMissing } from './missing.ts';

/**
 * What makes a bucket write-once. `discard_new_per_subject`: a second message of a subject is refused, where
 * a KV bucket as the library makes it would drop the first. Without rollup headers no message can take the
 * place of others. `deny_delete`: no single message can be deleted. The coordinator can still purge a
 * subject, to put an entry aside that nobody can read.
 */
const WRITE_ONCE = {
  max_msgs_per_subject: 1,
  discard: DiscardPolicy.New,
  discard_new_per_subject: true,
  allow_rollup_hdrs: false,
  deny_delete: true,
} as const;

/** The JetStream stream behind a KV bucket. Pure. */
export const streamOfBucket = (bucket: string) => `KV_${bucket}`;

/**
 * Makes the bucket if it is not there; one that an earlier version of fanout made becomes write-once. Returns
 * how it is.
 */
export async function ensureWriteOnce(
  manager: JetStreamManager,
  bucket: string,
  replicas: number,
): Promise<StreamConfig> {
  const existing = await makeWriteOnce(manager, bucket).catch(unlessMissing);
  if (existing) return existing;
  const { config } = await manager.streams.add({
    name: streamOfBucket(bucket),
    subjects: [`$KV.${bucket}.>`],
    storage: StorageType.File,
    num_replicas: replicas,
    // Each `get` asks the leader: see leader.ts.
    allow_direct: false,
    ...WRITE_ONCE,
  });
  return config;
}

/** Makes a bucket write-once that is there. Throws JetStream's "stream not found". */
export async function makeWriteOnce(manager: JetStreamManager, bucket: string): Promise<StreamConfig> {
  const { config } = await manager.streams.info(streamOfBucket(bucket));
  const is = (Object.keys(WRITE_ONCE) as (keyof typeof WRITE_ONCE)[]).every(
    (name) => (config[name] ?? false) === WRITE_ONCE[name],
  );
  if (is) return config;
  return (await manager.streams.update(streamOfBucket(bucket), { ...config, ...WRITE_ONCE })).config;
}
