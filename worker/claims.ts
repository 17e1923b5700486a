/** Asks the queue for packs, for as long as a worker is not told to stop. */
import { setTimeout } from 'node:timers/promises';
import { type Consumer, type ConsumerInfo, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { FanoutError } from '../proto/errors.ts';
import { consumerName, PACK_STREAM } from '../proto/queue.ts';
import { unlessAborted } from '../waiting/interruption.ts';

/**
 * How long one request for a pack waits at the server; also how long an idle worker takes to notice that it
 * shall stop.
 */
const CLAIM_MS = 2_000;
/**
 * `bind`: ask for packs and for nothing else, also after a reconnection. A worker may not look at the
 * consumer.
 */
const ASKING = { expires: CLAIM_MS, bind: true };
/** How long the answer to the last request is waited for once the worker is told to stop. */
const LAST_ANSWER_MS = 3_000;

/** For which run packs are asked, and until when. */
export interface ClaimOptions {
  readonly run: string;
  /** Aborted: ask for no more. */
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}

/**
 * Packs one at a time, as they are asked for: what is not asked for stays free for others. Throws
 * NATS_UNAVAILABLE when the connection is closed for good.
 */
export async function* claims(
  connection: NatsConnection,
  { run, signal, log }: ClaimOptions,
): AsyncGenerator<JsMsg> {
  let closed = false;
  void connection.closed().then(() => (closed = true));
  const consumer = consumerOf(connection, run);
  // Without NATS a request is never answered, nor ever given up by the client: it must not keep a process
  // that is told to stop.
  const late = new AbortController();
  const giveUp = () => void setTimeout(LAST_ANSWER_MS, undefined, { ref: false }).then(() => late.abort());
  signal.addEventListener('abort', giveUp, { once: true });
  while (!signal.aborted) {
    if (closed)
      throw new FanoutError('NATS_UNAVAILABLE', 'the connection to NATS is closed for good', {
        hint: 'see that NATS runs and takes these credentials, and start the worker again; a pod is started by itself',
      });
    try {
      const message = await unlessAborted(consumer.next(ASKING), late.signal, (next) => next?.nak());
      // Also one that comes in the moment of being stopped: handed back through the coordinator, it counts as
      // no attempt.
      if (message) yield message;
    } catch (error) {
      if (signal.aborted) return;
      // NATS away, or the run's consumer not there yet: nothing is lost by asking again.
      log('no pack to be had; will ask again', { error: (error as Error).message });
      await setTimeout(1_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The consumer of a run, by its name alone: that is all that asking for a pack takes. */
function consumerOf(connection: NatsConnection, run: string): Consumer {
  const known: Pick<ConsumerInfo, 'stream_name' | 'name'> & { readonly config: object } = {
    stream_name: PACK_STREAM,
    name: consumerName(run),
    config: {},
  };
  return jetstream(connection).consumers.getConsumerFromInfo(known as ConsumerInfo);
}
