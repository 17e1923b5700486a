import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { failureOf } from './failure.ts';

it.each([
  ['STUDY_INVALID', { final: true, state: 'Invalid', type: 'Accepted' }],
  ['DATASET_UNKNOWN', { final: true, state: 'Invalid', type: 'Accepted' }],
  ['DATASET_CORRUPT', { final: true, state: 'Failed', type: 'Running' }],
  ['RUN_STORE_LOST', { final: true, state: 'Failed', type: 'Running' }],
  ['UNAVAILABLE', { final: false, state: 'Failed', type: 'Running' }],
  ['INTERNAL', { final: false, state: 'Failed', type: 'Running' }],
] as const)(
  'says of %s whether another try helps, and what is to blame: %j',
  (code, { type, ...expected }) => {
    const failure = failureOf(new FanoutError(code, 'what happened', { hint: 'what to do' }));
    expect(failure).toEqual({
      ...expected,
      news: { type, holds: false, reason: code, message: 'what happened\nwhat to do' },
    });
  },
);
