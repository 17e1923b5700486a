import {
  DiscardPolicy,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { FanoutError } from '../../proto/errors.ts';
import { ALL_PACKS, consumerName, PACK_STREAM, packSubject } from '../../proto/queue.ts';
import { isMissing } from '../ledger/missing.ts';

/** Opens JetStream. Throws NATS_UNSUITABLE when the server has none for us. */
export async function openJetStream(connection: NatsConnection): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection);
  } catch (error) {
    throw new FanoutError(
      'NATS_UNSUITABLE',
      `the NATS server ${connection.getServer()} has no JetStream for this user`,
      {
        hint: 'start it with --jetstream (and a storage directory), and give the user permission for $JS.API.>',
        cause: error,
      },
    );
  }
}

/**
 * Makes the stream of packs if it is not there. A work queue: a message lives until it is acknowledged. One
 * message for each subject, new ones refused: publishing a pack that is queued already is harmless, for ever
 * and not only within a window for duplicates.
 */
export async function ensurePackStream(manager: JetStreamManager, replicas: number): Promise<void> {
  try {
    await manager.streams.info(PACK_STREAM);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await manager.streams.add({
      name: PACK_STREAM,
      subjects: [ALL_PACKS],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      num_replicas: replicas,
    });
  }
}

/**
 * Forgets who holds which pack of a run, so that all can be claimed at once. Only for one who knows that no
 * worker is at work: a server that was restarted remembers packs as held which were handed back just before,
 * until their leases end.
 */
export async function forgetLeases(manager: JetStreamManager, run: string): Promise<void> {
  await manager.consumers.delete(PACK_STREAM, consumerName(run)).catch(() => undefined);
}

/**
 * Takes the packs of a run out of the queue, and its consumer with them: the run is cancelled. Safe to
 * repeat.
 */
export async function forgetPacks(manager: JetStreamManager, run: string): Promise<void> {
  await manager.streams.purge(PACK_STREAM, { filter: packSubject(run, '*') });
  await forgetLeases(manager, run);
}
