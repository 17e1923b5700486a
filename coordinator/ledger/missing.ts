import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';

/** Whether a JetStream error says that the stream is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** To be caught with: undefined where the stream is not there. Throws any other error. */
export function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
  return undefined;
}
