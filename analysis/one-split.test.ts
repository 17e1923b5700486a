/** A study without folds: a test over its seeds, for the one split of its data, and said so. */
import { expect, it } from 'vitest';
import type { VerdictOptions } from './options.ts';
import { measurePilot } from './pilot.ts';
import { chanceOfFinding } from './plan.ts';
import { verdictOf } from './verdict.ts';

const ROWS = [
  ...[0.912, 0.905, 0.921, 0.917].map((value, at) => ({ group: 'a', fold: 0, seed: at + 1, value })),
  ...[0.901, 0.903, 0.906, 0.899].map((value, at) => ({ group: 'b', fold: 0, seed: at + 1, value })),
];
const OPTIONS: VerdictOptions = {
  ...{ margin: 0.005, alpha: 0.05, testToTrain: 0, maximize: true, unit: 'accuracy', oneSplit: true },
};

it('is judged by the paired t-test over its seeds, as SciPy has it, and says what that is of', () => {
  const { pairs, summary, caveats, settings } = verdictOf(ROWS, OPTIONS);
  const [pair] = pairs;
  // SciPy 1.17.1: stats.ttest_rel(a, b), stats.t.interval(0.95, 3, mean, sem) of the four differences.
  expect(pair).toMatchObject({ basis: 'repeats', df: 3, conclusion: 'a_better', blocks: 4 });
  expect(pair!.t).toBeCloseTo(3.3082967802491505, 9);
  expect(pair!.p).toBeCloseTo(0.045450059077645266, 9);
  expect(pair!.interval!.low).toBeCloseTo(0.0004374699605981542, 9);
  expect(pair!.interval!.high).toBeCloseTo(0.022562530039401868, 9);
  expect(settings).toMatchObject({ oneSplit: true, examples: null });
  expect(summary[0]).toMatch(/^a \(91\.38%\) is the best/);
  expect(summary.join(' ')).toMatch(/of the one split of the data that the program trains on/);
  expect(caveats.join(' ')).toMatch(/without a correction for training sets that overlap/);
  expect(caveats.join(' ')).not.toMatch(/only one fold|more folds/);
});

it('is equivalent where the two one-sided tests over seeds say so', () => {
  const near = ROWS.map((row) => ({ ...row, value: row.group === 'a' ? 0.9 + row.seed * 1e-4 : 0.9 }));
  expect(verdictOf(near, OPTIONS).pairs[0]).toMatchObject({ basis: 'repeats', conclusion: 'a_better' });
  const noisy = near.map((row) => ({ ...row, value: row.value + (row.group === 'a' ? -2.5e-4 : 0) }));
  expect(verdictOf(noisy, OPTIONS).pairs[0]).toMatchObject({ conclusion: 'equivalent' });
});

it('names missing trials by their seeds alone', () => {
  const missing = [{ group: 'b', fold: 0, seed: 4 }];
  const { caveats } = verdictOf(ROWS.slice(0, -1), { ...OPTIONS, missing });
  expect(caveats[0]).toMatch(/^1 trial is missing: b lacks seed 4\./);
});

it('a single fold of a study that has more stays a matter of training noise, without a p', () => {
  expect(verdictOf(ROWS, { ...OPTIONS, oneSplit: false }).pairs[0]).toMatchObject({
    basis: 'seeds',
    p: null,
  });
});

it('is planned by the same test: its power is that of Student’s t', () => {
  const pilot = measurePilot(ROWS, ['a', 'b'], false, true)!;
  expect(pilot).toMatchObject({ folds: 1, seeds: 4, spread: { fold: 0, rest: 0 } });
  // stats.nct over 9 degrees of freedom, non-centrality √10: the power for one standard deviation.
  const study = { folds: 1, seeds: 10, resplit: false, alpha: 0.05 };
  expect(chanceOfFinding(1, { fold: 0, seed: 1, rest: 0 }, study)).toBeCloseTo(0.803, 1);
  expect(chanceOfFinding(1, { fold: 0, seed: 1, rest: 0 }, { ...study, seeds: 1 })).toBe(0);
});
