/**
 * A worker's work on one message of the queue: begin → train → complete each trial → acknowledge, last.
 * Whatever goes wrong is told to the coordinator, which decides what follows; if that cannot be reached, the
 * message comes back by its lease.
 */

import type { JsMsg } from '@nats-io/jetstream';
import { asFanoutError, FanoutError } from '../proto/errors.ts';
import { decodePackMessage, type PackMessage } from '../proto/queue.ts';
import type { Lease } from './lease.ts';
import { trainAndComplete } from './pack-training.ts';
import type { Workbench } from './workbench.ts';

/**
 * Works on a message to its end, and answers it. Throws only what a person has to mend on this machine (fault
 * `user`): the pack is handed back then, and this worker should take no other.
 */
export async function workOn(bench: Workbench, message: JsMsg, lease: Lease): Promise<void> {
  let pack: PackMessage | undefined;
  let attempt = 0;
  try {
    const { timestampNanos, redelivered } = message.info;
    bench.metrics.packReceived({ publishedAt: timestampNanos / 1e6, redelivered });
    pack = decodePackMessage(message.string());
    const begin = await bench.coordinator.begin({
      run: pack.run,
      pack: pack.pack,
      worker: bench.worker,
      delivery: message.info.deliveryCount,
    });
    attempt = begin.attempt;
    if (begin.decision === 'DECISION_TRAIN') await trainAndComplete(bench, pack, begin, lease);
    if (begin.decision === 'DECISION_RETURN') message.nak(1_000);
    else void acknowledge(message);
  } catch (thrown) {
    const error = bench.signal.aborted
      ? new FanoutError('INTERRUPTED', 'the worker is stopping')
      : asFanoutError(thrown);
    bench.log('could not finish a pack', { pack: pack?.pack, code: error.code, error: error.message });
    await handBack(bench, message, pack, attempt, error);
    if (error.fault === 'user') throw error;
  } finally {
    lease.release();
    bench.onState('idle');
  }
}

/**
 * An acknowledgement that got lost costs a redelivery, which finds its trials recorded: nothing to insist on,
 * and for the same reason the next pack need not wait until this one's is answered.
 */
async function acknowledge(message: JsMsg): Promise<void> {
  await message.ackAck({ timeout: 5_000 }).catch(() => false);
}

async function handBack(
  { coordinator, worker }: Workbench,
  message: JsMsg,
  pack: PackMessage | undefined,
  attempt: number,
  error: FanoutError,
): Promise<void> {
  // A message that names no pack helps nobody: it is taken out, and the reconciler publishes what is missing.
  if (!pack) return acknowledge(message);
  try {
    const { run, pack: name } = pack;
    const { decision } = await coordinator.release({
      run,
      pack: name,
      attempt,
      worker,
      code: error.code,
      reason: error.message,
    });
    if (decision === 'DECISION_DISCARD') await acknowledge(message);
    else message.nak(error.code === 'INTERRUPTED' ? 0 : 1_000);
  } catch {
    message.nak(error.code === 'INTERRUPTED' ? 0 : 5_000);
  }
}
