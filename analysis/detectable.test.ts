import { expect, it } from 'vitest';
import { detectableFrom, medianDetectable } from './detectable.ts';
import { median } from './sample.ts';
import { Draws } from './simulation/draws.ts';
import { verdictOf } from './verdict.ts';

// The noncentral t integrated by scipy.integrate.quad, split where its integrand turns, solved by
// scipy.optimize.brentq.
it.each([
  [1, 0.05 / 3, 48.95725622690045],
  [1, 0.05 / 28, 456.88279604853625],
  [1.3, 0.05 / 21, 100.92298097597234],
  [2, 0.001, 40.115359067532665],
  [4, 1e-4 / 21, 40.970074996239894],
  [1, 1e-6, 815861.0659361032],
])('with %f degrees of freedom at alpha %f an error of 1 needs %f', (df, alpha, needed) => {
  expect(detectableFrom(1, df, alpha) / needed).toBeCloseTo(1, 5);
});

it.each([1001, 1500])('the median over %i errors is that of all of them, to the bit', (count) => {
  const draws = new Draws(count);
  const errors = Array.from({ length: count }, () => ({
    error: 0.01 * Math.exp(draws.normal()),
    df: draws.uniform() < 0.4 ? 4 : 1 + 3 * draws.uniform(),
  }));
  const all = errors.map(({ error, df }) => detectableFrom(error, df, 0.001));
  expect(medianDetectable(errors, 0.001)).toBe(median(all));
});

it('a verdict over 256 arms, five folds and three seeds, takes less than 5 s of processor time', () => {
  const draws = new Draws(1);
  const rows = Array.from({ length: 256 * 15 }, (_, index) => ({
    group: `arm ${Math.floor(index / 15)}`,
    fold: index % 5,
    seed: Math.floor((index % 15) / 5),
    value: draws.normal(),
  }));
  const options = { margin: null, alpha: 0.05, testToTrain: 0.25, maximize: true, unit: 'value' } as const;
  const begun = process.cpuUsage();
  expect(verdictOf(rows, options).pairs).toHaveLength(32_640);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1e6).toBeLessThan(5);
});
