import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { ErrorCode, FanoutError } from '../../proto/errors.ts';

const STATUS: Partial<Record<ErrorCode, status>> = {
  TRIAL_UNKNOWN: status.NOT_FOUND,
  // Not served at the moment: between two coordinators, or while one plans anew. A worker keeps what it has until it is.
  RUN_NOT_FOUND: status.UNAVAILABLE,
  CREDENTIALS_REFUSED: status.UNAUTHENTICATED,
  OUTCOME_INVALID: status.INVALID_ARGUMENT,
  UNAVAILABLE: status.UNAVAILABLE,
  NATS_UNAVAILABLE: status.UNAVAILABLE,
  RUN_STORE_LOST: status.FAILED_PRECONDITION,
};

/** An error as gRPC carries it: a status, the message, and the catalogue's code in the metadata. No cause, no stack. */
export function grpcError(error: FanoutError): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set('fanout-code', error.code);
  // What is not in the catalogue was thrown by a client library in an outage, as a rule: worth another try.
  return { code: STATUS[error.code] ?? status.UNAVAILABLE, details: error.message, metadata };
}
