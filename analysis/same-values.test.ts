import { expect, it } from 'vitest';
import type { VerdictOptions } from './options.ts';
import { verdictOf } from './verdict.ts';

const OPTIONS: VerdictOptions = {
  ...{ margin: 0.005, alpha: 0.05, testToTrain: 0.5, maximize: true, unit: 'share' },
};
const summaryOf = (value: (arm: number, fold: number, seed: number) => number) =>
  verdictOf(
    [0, 1, 2].flatMap((arm) =>
      [0, 1, 2].flatMap((fold) =>
        [1, 2].map((seed) => ({ group: `lr=${arm}`, fold, seed, value: value(arm, fold, seed) })),
      ),
    ),
    OPTIONS,
  ).summary.join(' ');
const FOLDS = /All folds of a seed gave the same value, in every arm: .* folds: \{ count: 1 \}/;

it('asks of arms with the same value on every block whether their parameter is used', () => {
  const twins = summaryOf((arm, fold, seed) => 0.5 + 0.1 * Number(arm === 2) + 0.01 * fold + 0.001 * seed);
  expect(twins).toContain(
    'lr=0 and lr=1 gave the same value on every block: is the parameter that they differ in used?',
  );
  expect(twins).not.toMatch(FOLDS);
  expect(summaryOf((_, fold, seed) => 0.5 + 0.01 * fold + 0.001 * seed)).toContain(
    'All arms gave the same value',
  );
  expect(summaryOf((arm, fold, seed) => 0.5 + 0.01 * fold * arm + 0.01 * arm + 0.001 * seed)).not.toContain(
    'same value',
  );
});

it('asks of folds that are all alike whether the program uses them', () => {
  expect(summaryOf((arm, _, seed) => 0.5 + 0.1 * arm + 0.01 * seed * arm)).toMatch(FOLDS);
  expect(summaryOf((arm, fold) => 0.5 + 0.1 * arm + (arm === 1 && fold === 2 ? 0.01 : 0))).not.toMatch(FOLDS);
});
