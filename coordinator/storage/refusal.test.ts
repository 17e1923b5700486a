import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { asOpeningError } from './refusal.ts';

/** What nats-server answers to a request of JetStream. */
const answer = (err_code: number, description: string) =>
  new JetStreamApiError({ code: 500, err_code, description });

it.each([
  [10_023, 'insufficient resources'],
  [10_002, 'resource limits exceeded for account'],
  [10_047, 'insufficient storage resources available'],
  [10_028, 'insufficient memory resources available'],
  [10_049, 'error creating store for stream'],
  [10_012, 'error creating store for consumer'],
  [10_104, 'error creating store for consumer'],
  [10_077, 'write /data/1.blk: no space left on device'],
])('%i, %s: NATS does not store, and what to do', (code, description) => {
  expect(asOpeningError(answer(code, description))).toMatchObject({
    code: 'NATS_UNAVAILABLE',
    message: expect.stringContaining(description),
    hint: expect.stringContaining('make room'),
  });
});

it.each([
  new errors.TimeoutError(),
  new errors.ClosedConnectionError(),
  new errors.RequestError(),
  answer(10_008, 'jetstream system temporarily unavailable'),
])('another failure of NATS is no defect of fanout: %s', (error) => {
  expect(asOpeningError(error)).toMatchObject({
    code: 'UNAVAILABLE',
    hint: expect.stringMatching(/^try again/),
  });
});

it('leaves alone what is known already, and what is a defect', () => {
  const [known, defect] = [new FanoutError('RUN_LOCKED', 'x'), new TypeError('x')];
  expect([asOpeningError(known), asOpeningError(defect)]).toEqual([known, defect]);
});
