import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { PACK_STREAM } from '../../proto/queue.ts';
import { streamOfBucket } from '../ledger/write-once.ts';
import type { StorageWatch } from './watch.ts';

/** A client whose every write, also that of a KV bucket which is opened with it, is seen by `watch`. */
export function watchedClient(connection: NatsConnection, watch: StorageWatch): JetStreamClient {
  const client = jetstream(connection);
  const publish = client.publish.bind(client);
  client.publish = (subject, ...rest) => watch.tried(streamOf(subject), publish(subject, ...rest));
  return client;
}

/** The stream that a coordinator's message goes into. Pure. */
function streamOf(subject: string): string {
  const [root, bucket] = subject.split('.');
  return root === '$KV' && bucket !== undefined ? streamOfBucket(bucket) : PACK_STREAM;
}
