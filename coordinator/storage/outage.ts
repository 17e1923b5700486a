import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';

/**
 * What the client throws when a server, or the way to it, fails. What it throws for a wrong argument is not
 * among them.
 */
const OUTAGES = [
  errors.AuthorizationError,
  errors.ClosedConnectionError,
  errors.ConnectionError,
  errors.DrainingConnectionError,
  errors.NoRespondersError,
  errors.RequestError,
  errors.TimeoutError,
  JetStreamError,
  JetStreamApiError,
];

/** Whether a thrown value says that NATS failed, so that the same request may succeed later. Pure. */
export function isOutage(thrown: unknown): boolean {
  return OUTAGES.some((kind) => thrown instanceof kind);
}

/**
 * What a thrown value says, for a message: of an outage that it is one of NATS, whose client says only
 * "timeout". Pure.
 */
export function outageWords(thrown: unknown): string {
  const { message } = thrown as Error;
  return isOutage(thrown) ? `NATS did not answer: ${message}` : message;
}
