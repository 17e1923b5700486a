/** What can go wrong with a ledger, as errors of fanout. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { FanoutError } from '../../proto/errors.ts';
import type { Outcome } from './outcome.ts';

/** What the client library says of a value before it sends anything. */
const NEVER_SENT = ['InvalidArgumentError', 'InvalidSubjectError'];
/** `maximum message size exceeded`, by the number that nats-server has for it. */
const MESSAGE_TOO_LARGE = 10054;

/** Whether an outcome was refused for what it is: larger than a message may be. No other try mends that. */
export function isUnrecordable(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === MESSAGE_TOO_LARGE;
  return NEVER_SENT.includes((error as Error).name);
}

/** OUTCOME_INVALID: no ledger can hold the outcome. */
export function unrecordable({ key }: Outcome, cause: unknown): FanoutError {
  const text = `the outcome of trial ${key.slice(0, 300)} cannot be recorded: ${(cause as Error).message.slice(0, 300)}`;
  return new FanoutError('OUTCOME_INVALID', text, { cause });
}

/** RUN_STORE_LOST: `what` says how. */
export function lost(run: string, what: string, cause: unknown): FanoutError {
  return new FanoutError('RUN_STORE_LOST', `run ${run} cannot go on: ${what}`, {
    hint: 'restore the storage directory of NATS from before, or start a new run',
    cause,
  });
}

/** UNAVAILABLE: no answer this time. */
export function unavailable(cause: unknown): FanoutError {
  return new FanoutError('UNAVAILABLE', `the ledger did not answer: ${(cause as Error).message}`, { cause });
}
