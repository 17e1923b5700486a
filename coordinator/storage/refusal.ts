import { JetStreamApiError } from '@nats-io/jetstream';

/** What nats-server answers where it has no room: of the server, of the account, of a stream, of memory. */
const NO_ROOM = new Set([10_023, 10_002, 10_047, 10_028]);
/** `stream store failed`: with this text only says that the message's subject has one already. */
const STORE_FAILED = 10_077;
const HAS_ONE = 'maximum messages per subject';
/** No answer: nats-server says nothing to a write that its disk did not take; or nobody keeps the stream just now. */
const NO_ANSWER = ['TimeoutError', 'JetStreamNotEnabled'];

/** Whether a write failed because NATS stores nothing, not because of what was to be written, or of a connection that is gone. Pure. */
export function isUnstored(error: unknown): boolean {
  if (error instanceof JetStreamApiError)
    return NO_ROOM.has(error.code) || (error.code === STORE_FAILED && !error.message.includes(HAS_ONE));
  return NO_ANSWER.includes((error as Error)?.name);
}
