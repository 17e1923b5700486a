import { expect, it } from 'vitest';
import { estimateMean, MOST_DF_OVER_SPLITS } from './mean-estimate.ts';
import { verdictOf } from './verdict.ts';

/** Thirty folds of one seed. */
const values = Array.from({ length: 30 }, (_, fold) => Math.sin(fold * 12.9898) / 100 + 0.02);
const cells = values.map((value, fold) => ({ fold, seed: 1, value }));

it('of folds that test the same examples, the error is Nadeau and Bengio’s, with ten degrees of freedom at most', () => {
  const design = { testToTrain: 0.25, resplit: false, testsOverlap: true };
  const { error, df } = estimateMean(cells, design);
  const mean = values.reduce((sum, value) => sum + value / 30, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / 29, 0);
  expect(error).toBeCloseTo(Math.sqrt(variance * (1 / 30 + 0.25)), 12);
  expect(df).toBe(MOST_DF_OVER_SPLITS);
  expect(estimateMean(cells, { ...design, testsOverlap: false }).df).toBe(29);
  expect(estimateMean(cells.slice(0, 4), design).df).toBe(3);
});

it('a verdict over them says so, and makes no claim on what more folds would do', () => {
  const observations = cells.flatMap(({ fold, seed, value }) => [
    { group: 'a', fold, seed, value: 0.5 + value },
    { group: 'b', fold, seed, value: 0.5 },
  ]);
  const options = { alpha: 0.05, margin: 0.01, testToTrain: 0.25, maximize: true, unit: 'value' } as const;
  const [overlapping, apart] = [true, false].map((testsOverlap) =>
    verdictOf(observations, { ...options, testsOverlap }),
  );
  expect(overlapping!.pairs[0]!.df).toBe(MOST_DF_OVER_SPLITS);
  expect(apart!.pairs[0]!.df).toBe(29);
  expect(overlapping!.variance).toBeNull();
});
