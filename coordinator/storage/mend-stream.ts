/**
 * Mends a stream with one message for each subject, of which NATS has no other copy. A message that
 * nats-server cannot read is in the way for ever: nobody is given it, a queue or a ledger refuses another one
 * under its subject, and a bucket does not answer a new value. Only when the stream is emptied as a whole
 * does the server forget it.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { isInconsistent } from './books.ts';
import { inBatches } from './in-batches.ts';

/**
 * If a message under `filter` cannot be read, empties the stream and puts back what can be read of it, under
 * whatever subject. Others may go on meanwhile: what they write in this moment can be lost, and whoever holds
 * a message of a queue may get it again. Returns whether it was damaged. Throws what NATS throws.
 */
export async function mendStream(
  client: JetStreamClient,
  manager: JetStreamManager,
  stream: string,
  filter: string,
): Promise<boolean> {
  const { state, config } = await manager.streams.info(stream, { subjects_filter: filter });
  if (config.num_replicas !== 1) return false;
  const subjects = Object.keys(state.subjects ?? {});
  if (!isInconsistent(state)) {
    const unread = subjectsWithout(subjects, await messagesOf(manager, stream, subjects));
    if (!(await stillListed(manager, stream, unread))) return false;
  }
  const all = await manager.streams.info(stream, { subjects_filter: '>' });
  const messages = await messagesOf(manager, stream, Object.keys(all.state.subjects ?? {}));
  await manager.streams.purge(stream);
  await inBatches([...messages], async ([subject, data]) => void (await client.publish(subject, data)));
  return true;
}

/** The messages that can be read. */
async function messagesOf(
  manager: JetStreamManager,
  stream: string,
  subjects: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  await inBatches(subjects, async (subject) => {
    const message = await manager.streams.getMessage(stream, { last_by_subj: subject });
    if (message) found.set(subject, message.data);
  });
  return found;
}

/** Whether the server lists one of them still: others were taken out of the stream while it was read. */
async function stillListed(
  manager: JetStreamManager,
  stream: string,
  subjects: readonly string[],
): Promise<boolean> {
  for (const subject of subjects) {
    const { state } = await manager.streams.info(stream, { subjects_filter: subject });
    if (Object.keys(state.subjects ?? {}).length > 0) return true;
  }
  return false;
}

const subjectsWithout = (subjects: readonly string[], found: ReadonlyMap<string, unknown>) =>
  subjects.filter((subject) => !found.has(subject));
