import { expect, it } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { armCalled } from '../../study/fixtures/arm.ts';
import type { Study } from '../../study/study.ts';
import { Tally } from './tally.ts';

const study = {
  arms: [armCalled('a'), armCalled('b')],
  folds: { count: 3 },
  seeds: [1],
  objective: { metric: 'accuracy', direction: 'maximize' },
} as unknown as Study;
const outcome = (trial: number, accuracy?: number): Outcome => ({
  trial,
  key: `${trial}`,
  status: accuracy === undefined ? 'failed' : 'completed',
  attempt: 1,
  worker: 'w',
  backend: 'wasm',
  metrics: accuracy === undefined ? {} : { accuracy },
  history: accuracy === undefined ? {} : { accuracy: [accuracy] },
  findings: [],
  seconds: 1,
  recordedAt: '2026-01-01T00:00:00.000Z',
});

it('counts, and gives each arm its mean and spread', () => {
  const tally = new Tally(study, 6);
  expect(tally.status()).toMatchObject({ progress: '0/6', trials: { total: 6, completed: 0, failed: 0 } });
  expect(tally.status()).not.toHaveProperty('best');
  for (const [trial, accuracy] of [
    [0, 0.5],
    [2, 0.7],
    [4, 0.9],
    [1, 0.8],
    [3, 0.9],
    [5, undefined],
  ] as const)
    tally.take(outcome(trial, accuracy));
  expect(tally.left).toBe(0);
  expect(tally.status()).toEqual({
    progress: '6/6',
    trials: { total: 6, completed: 5, failed: 1 },
    best: 'b',
    metric: 'accuracy',
    mean: '0.8500',
    arms: [
      { arm: 'a', trials: 3, mean: '0.7000', stddev: '0.2000' },
      { arm: 'b', trials: 2, mean: '0.8500', stddev: '0.0707' },
    ],
  });
});
