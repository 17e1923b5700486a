import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { asFanoutError, FanoutError } from '../../proto/errors.ts';
import { type ErrorCode, retryOf } from '../../proto/faults-and-retries.ts';
import { isOutage, outageWords } from '../storage/outage.ts';

/** Where gRPC has a status with the very meaning of a code. Every other code has that of its `retry`. */
const STATUS: Partial<Record<ErrorCode, status>> = {
  TRIAL_UNKNOWN: status.NOT_FOUND,
  CREDENTIALS_REFUSED: status.UNAUTHENTICATED,
  OUTCOME_INVALID: status.INVALID_ARGUMENT,
  INTERNAL: status.INTERNAL,
};

/**
 * An error as gRPC carries it: a status, the message, and the catalogue's code in the metadata. No cause, no
 * stack. Only what is worth another try is UNAVAILABLE.
 */
export function grpcError(error: FanoutError): Partial<ServiceError> & { readonly code: status } {
  const metadata = new Metadata();
  metadata.set('fanout-code', error.code);
  const byRetry = retryOf(error.code) === 'again' ? status.UNAVAILABLE : status.FAILED_PRECONDITION;
  return { code: STATUS[error.code] ?? byRetry, details: error.message, metadata };
}

/**
 * What was thrown while a call was answered: an outage of NATS is UNAVAILABLE, what nobody expected is
 * INTERNAL.
 */
export function answeringError(thrown: unknown): FanoutError {
  if (!isOutage(thrown)) return asFanoutError(thrown);
  return new FanoutError('UNAVAILABLE', outageWords(thrown), {
    cause: thrown,
  });
}
