import { JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { packName, trialsOfPack } from '../../proto/packs.ts';
import { encodePackMessage, PACK_STREAM, packOfSubject, packSubject } from '../../proto/queue.ts';
import { inBatches } from '../storage/in-batches.ts';

/** Trials to be given out together, and how often they were tried before as part of something else. */
export interface PackOrder {
  readonly trials: readonly number[];
  readonly priorAttempts: number;
}

/** JetStream's code for a message that a stream's limits refuse: here, a pack that is queued already. */
const MAXIMUM_MESSAGES_PER_SUBJECT = 10_077;

/** Puts packs into the queue, in order, durably. A pack that is there already stays as it is. */
export async function publishPacks(
  client: JetStreamClient,
  run: string,
  packs: readonly PackOrder[],
): Promise<void> {
  await inBatches(packs, (pack) => publishPack(client, run, pack));
}

async function publishPack(
  client: JetStreamClient,
  run: string,
  { trials, priorAttempts }: PackOrder,
): Promise<void> {
  const pack = packName(trials);
  try {
    await client.publish(packSubject(run, pack), encodePackMessage({ run, pack, priorAttempts }), {
      retries: 5,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === MAXIMUM_MESSAGES_PER_SUBJECT)) throw error;
  }
}

/** The trials that the queue holds, waiting or being worked on. */
export async function queuedTrials(manager: JetStreamManager, run: string): Promise<Set<number>> {
  const info = await manager.streams.info(PACK_STREAM, { subjects_filter: packSubject(run, '*') });
  const packs = Object.keys(info.state.subjects ?? {}).map((subject) => packOfSubject(run, subject));
  return new Set(packs.flatMap((pack) => (pack === undefined ? [] : (trialsOfPack(pack) ?? []))));
}
