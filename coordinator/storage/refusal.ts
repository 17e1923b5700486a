import { JetStreamApiError } from '@nats-io/jetstream';
import { FanoutError } from '../../proto/errors.ts';
import { PACK_STREAM } from '../../proto/queue.ts';
import { isConsumerUnmade } from '../queue/consumer.ts';
import { isOutage } from './outage.ts';

/** What nats-server answers where it has no room: of the server, of the account, of a stream, of memory. */
const NO_ROOM = new Set([10_023, 10_002, 10_047, 10_028]);
/** `stream store failed`: with this text only says that the message's subject has one already. */
const STORE_FAILED = 10_077;
const HAS_ONE = 'maximum messages per subject';
/**
 * No answer: nats-server says nothing to a write that its disk did not take; or nobody keeps the stream just
 * now.
 */
const NO_ANSWER = ['TimeoutError', 'JetStreamNotEnabled'];

/** What it answers where it has no room for the files of a new stream. */
const STREAM_NOT_MADE = 10_049;
/** What a user can do about a NATS that stores nothing. */
const HINT =
  'its disk is full, as a rule: make room, and start NATS again unless fanout has started it; ' +
  'docs/operations.md, FanoutStorageUnwritable, says more';

/** Of a consumer there is a second cause, where the queue has other runs' packs: `ensureConsumerOrQueue`. */
const CONSUMER_HINT =
  `${HINT}; where the disk has room, what NATS keeps of the queue is damaged: while no run is at work, delete ` +
  `the stream ${PACK_STREAM} (nats stream rm ${PACK_STREAM}), which is made again with every pack`;

/**
 * What an error of NATS, while a run is made or taken up, means for a user: NATS_UNAVAILABLE where it does
 * not store, UNAVAILABLE for any other failure of it. Every other value as it is. Pure.
 */
export function asOpeningError(error: unknown): unknown {
  if (error instanceof FanoutError || !isOutage(error)) return error;
  const { message } = error as Error;
  const consumer = isConsumerUnmade(error);
  const notMade = consumer || (error instanceof JetStreamApiError && error.code === STREAM_NOT_MADE);
  if (notMade || (isUnstored(error) && error instanceof JetStreamApiError))
    return new FanoutError('NATS_UNAVAILABLE', `NATS cannot store what the run needs: ${message}`, {
      hint: consumer ? CONSUMER_HINT : HINT,
      cause: error,
    });
  const unanswered = isUnstored(error) ? `; if that stays so, ${HINT}` : '';
  return new FanoutError('UNAVAILABLE', `NATS failed while the run was opened: ${message}`, {
    hint: `try again${unanswered}`,
    cause: error,
  });
}

/**
 * Whether a write failed because NATS stores nothing, not because of what was to be written, or of a
 * connection that is gone. Pure.
 */
export function isUnstored(error: unknown): boolean {
  if (error instanceof JetStreamApiError)
    return NO_ROOM.has(error.code) || (error.code === STORE_FAILED && !error.message.includes(HAS_ONE));
  return NO_ANSWER.includes((error as Error)?.name);
}
