import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { fromGrpc } from './coordinator-client.ts';

function failure(code: status, named?: string): ServiceError {
  const metadata = new Metadata();
  if (named !== undefined) metadata.set('fanout-code', named);
  return Object.assign(new Error('what happened'), { code, details: 'what happened', metadata });
}

it('an error of a call has the code that the coordinator names, whatever its status', () => {
  expect(fromGrpc(failure(status.UNAVAILABLE, 'OUTCOME_INVALID')).code).toBe('OUTCOME_INVALID');
  expect(fromGrpc(failure(status.INTERNAL, 'RUN_NOT_SERVED')).retry).toBe('again');
});

it('an error without a code of the catalogue has that of its status; only an outage is tried again', () => {
  for (const named of [undefined, 'toString', 'NO_SUCH_CODE']) {
    const again = Object.values(status).filter(
      (code): code is status =>
        typeof code === 'number' && code !== status.OK && fromGrpc(failure(code, named)).retry === 'again',
    );
    expect(again).toEqual([
      status.CANCELLED,
      status.DEADLINE_EXCEEDED,
      status.RESOURCE_EXHAUSTED,
      status.UNAVAILABLE,
    ]);
    expect(fromGrpc(failure(status.UNAUTHENTICATED, named)).code).toBe('CREDENTIALS_REFUSED');
    expect(fromGrpc(failure(status.UNKNOWN, named)).code).toBe('INTERNAL');
  }
});
