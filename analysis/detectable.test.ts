import { expect, it } from 'vitest';
import { detectableFrom, medianDetectable } from './detectable.ts';
import { median } from './sample.ts';
import { Draws } from './simulation/draws.ts';
import { verdictOf } from './verdict.ts';

it.each([1001, 1500])('the median over %i errors is that of all of them, to the bit', (count) => {
  const draws = new Draws(count);
  const errors = Array.from({ length: count }, () => ({
    error: 0.01 * Math.exp(draws.normal()),
    df: draws.uniform() < 0.4 ? 4 : 1 + 3 * draws.uniform(),
  }));
  const all = errors.map(({ error, df }) => detectableFrom(error, df, 0.001));
  expect(medianDetectable(errors, 0.001)).toBe(median(all));
});

it('a verdict over 256 choices, five folds and three seeds, takes less than 5 s of processor time', () => {
  const draws = new Draws(1);
  const rows = Array.from({ length: 256 * 15 }, (_, index) => ({
    group: `choice ${Math.floor(index / 15)}`,
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
