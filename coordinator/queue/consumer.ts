/** The consumer that the workers of a run share, also where NATS cannot make it any more. */
import { AckPolicy, DeliverPolicy, JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { consumerName, LEASE_MS, PACK_STREAM, packSubject } from '../../proto/queue.ts';

/** `error creating store for consumer`, by the numbers that versions of nats-server have for it. */
const NO_STORE = new Set([10_012, 10_104]);

/** Whether nats-server could not make the files of a consumer. Pure. */
export const isConsumerUnmade = (error: unknown): boolean =>
  error instanceof JetStreamApiError && NO_STORE.has(error.code);

/**
 * Makes the consumer that the workers of a run share. Giving up is the coordinator's decision: it delivers
 * for ever.
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  run: string,
  leaseMs: number = LEASE_MS,
): Promise<void> {
  await manager.consumers.add(PACK_STREAM, {
    durable_name: consumerName(run),
    filter_subject: packSubject(run, '*'),
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(leaseMs),
    max_deliver: -1,
    max_ack_pending: 10_000,
  });
}

/**
 * As `ensureConsumer`, also where what NATS kept of the consumer was damaged: then nats-server knows no such
 * consumer, and what lies in its place keeps it from making one, until the stream is deleted. The queue can
 * be made again of manifest and ledger, so it is, unless it has packs or consumers of other runs. Returns
 * whether it was: packs are missing then. Throws what NATS throws.
 */
export async function ensureConsumerOrQueue(
  manager: JetStreamManager,
  run: string,
  leaseMs: number = LEASE_MS,
): Promise<boolean> {
  try {
    await ensureConsumer(manager, run, leaseMs);
    return false;
  } catch (error) {
    if (!isConsumerUnmade(error)) throw error;
    const { config, state } = await manager.streams.info(PACK_STREAM, { subjects_filter: '>' });
    const own = packSubject(run, '');
    const others = Object.keys(state.subjects ?? {}).some((subject) => !subject.startsWith(own));
    if (others || state.consumer_count > 0) throw error;
    await manager.streams.delete(PACK_STREAM);
    await manager.streams.add(config);
    await ensureConsumer(manager, run, leaseMs);
    return true;
  }
}
