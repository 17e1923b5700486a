import { expect, it } from 'vitest';
import { estimateMean, MOST_DF_OVER_SPLITS } from './mean-estimate.ts';
import { verdictOf } from './verdict.ts';

/** Thirty folds of one seed. */
const values = Array.from({ length: 30 }, (_, fold) => Math.sin(fold * 12.9898) / 100 + 0.02);
const cells = values.map((value, fold) => ({ fold, seed: 1, value }));

it('of folds that test the same examples, their share of the data never averages out, and df are ten at most', () => {
  const design = { testToTrain: 0.25, resplit: false, testsOverlap: true };
  const { error, df } = estimateMean(cells, design);
  const mean = values.reduce((sum, value) => sum + value / 30, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / 29, 0);
  expect(error).toBeCloseTo(Math.sqrt(variance * (1 / 30 + 0.25 + 0.2)), 12);
  expect(df).toBe(MOST_DF_OVER_SPLITS);
  const apart = estimateMean(cells, { ...design, testsOverlap: false });
  expect(apart.df).toBe(29);
  expect(apart.error).toBeCloseTo(Math.sqrt(variance * (1 / 30 + 0.25)), 12);
  // Drawn anew for each seed they are what they are, too.
  expect(estimateMean(cells, { ...design, resplit: true }).error).toBeCloseTo(error!, 12);
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
  expect(overlapping!.settings.testsOverlap).toBe(true);
  const said = (verdict: typeof apart) =>
    verdict!.caveats.filter((line) => line.includes('test examples that others'));
  expect(said(overlapping)).toHaveLength(1);
  expect(said(apart)).toHaveLength(0);
});
