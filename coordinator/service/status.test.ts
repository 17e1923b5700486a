import { type ServiceError, status } from '@grpc/grpc-js';
import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { ERROR_CODES, type ErrorCode } from '../../proto/faults-and-retries.ts';
import { answeringError, grpcError } from './status.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

it.each(CODES)('%s is UNAVAILABLE if, and only if, another try may help', (code) => {
  const answer = grpcError(new FanoutError(code, 'what happened')) as ServiceError;
  expect(answer.code === status.UNAVAILABLE).toBe(ERROR_CODES[code].retry === 'again');
  expect(answer.metadata.get('fanout-code')).toEqual([code]);
  expect(answer.details).toBe('what happened');
});

it('an outage of NATS is worth another try; what nobody expected is a defect, and is not tried for ever', () => {
  const outages = [
    new errors.TimeoutError(),
    new errors.NoRespondersError('subject'),
    new errors.ClosedConnectionError(),
    new errors.RequestError('no'),
    new JetStreamError('no quorum'),
    new JetStreamApiError({ code: 503, err_code: 10008, description: 'system temporarily unavailable' }),
  ];
  for (const outage of outages) expect(answeringError(outage)).toMatchObject({ code: 'UNAVAILABLE' });
  const defects = [new TypeError('undefined is no function'), new errors.InvalidArgumentError('x'), 'text'];
  for (const defect of defects) expect(answeringError(defect)).toMatchObject({ code: 'INTERNAL' });
  expect(grpcError(answeringError(defects[0])).code).toBe(status.INTERNAL);
});
