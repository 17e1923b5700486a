import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import { failureOf } from './failure.ts';

it.each([
  ['STUDY_INVALID', 'Invalid', 'StudyInvalid', ['Running=False', 'Accepted=False', 'Failed=True']],
  ['DATASET_UNKNOWN', 'Invalid', 'DatasetUnknown', ['Running=False', 'Accepted=False', 'Failed=True']],
  ['DATASET_CORRUPT', 'Failed', 'DatasetCorrupt', ['Running=False', 'Failed=True']],
  ['RUN_STORE_LOST', 'Failed', 'RunStoreLost', ['Running=False', 'Failed=True']],
  ['UNAVAILABLE', 'Failed', 'Unavailable', ['Running=False']],
  ['INTERNAL', 'Failed', 'Internal', ['Running=False']],
] as const)(
  'says of %s whether another try helps, and what is to blame',
  (code, state, reason, conditions) => {
    const failure = failureOf(new FanoutError(code, 'what happened', { hint: 'what to do' }));
    const message = `${code}: what happened\nwhat to do`;
    expect(failure).toMatchObject({
      final: conditions.includes('Failed=True' as never),
      state,
      reason,
      message,
    });
    expect(failure.news.map(({ type, holds }) => `${type}=${holds ? 'True' : 'False'}`)).toEqual(conditions);
    for (const news of failure.news) expect(news).toMatchObject({ reason, message });
  },
);
