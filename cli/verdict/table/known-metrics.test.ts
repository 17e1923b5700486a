import { expect, it } from 'vitest';
import { knownMetric } from '../../../study/known-metrics.ts';
import { isSmallerBetter } from './names.ts';

it.each(['loss', 'val_loss', 'rmse', 'test_rmse', 'logloss', 'val/nll', 'word_error', 'seconds', 'Test_MAE'])(
  '%s is smaller when better, for a study as for a table',
  (name) => {
    expect(knownMetric(name)).toEqual({ direction: 'minimize', scale: 'plain' });
    expect(isSmallerBetter(name)).toBe(true);
  },
);

it.each(['accuracy', 'val_accuracy', 'f1', 'auc', 'r2'])('%s is larger when better, for both', (name) => {
  expect(knownMetric(name)?.direction).toBe('maximize');
  expect(isSmallerBetter(name)).toBe(false);
});

it.each(['reward', 'glossy', 'terror', 'score'])('of %s a study has to say which way is better', (name) => {
  expect(knownMetric(name)).toBeUndefined();
  expect(isSmallerBetter(name)).toBe(false);
});

it('what is only mostly so is taken of a table, which can be turned, and not of a study', () => {
  expect([isSmallerBetter('mean_rank'), knownMetric('mean_rank')]).toEqual([true, undefined]);
});
