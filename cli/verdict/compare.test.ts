import { expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { compareRuns, kendallTau } from './compare.ts';

it('Kendall’s tau: 1 for the same order, −1 for the reverse, ties taken into account', () => {
  expect(kendallTau([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
  // scipy.stats.kendalltau([1, 2, 3, 4], [1, 2.5, 2.5, 4]) is 0.9128709.
  expect(kendallTau([1, 2, 3, 4], [1, 2.5, 2.5, 4])).toBeCloseTo(0.9128709, 6);
});

it('compares two runs by what they share, and names what contradicts', () => {
  const run = (name: string, means: Record<string, number>, conclusion: string) =>
    ({
      run: name,
      metrics: [],
      objective: { metric: 'score', direction: 'maximize' },
      summary: Object.entries(means).map(([arm, mean]) => ({ arm, mean })),
      verdict: { pairs: [{ a: 'x', b: 'y', conclusion }] },
    }) as unknown as RunResults;
  const lines = compareRuns(
    run('one', { x: 0.9, y: 0.8 }, 'a_better'),
    run('two', { x: 0.7, y: 0.8 }, 'b_better'),
  );
  expect(lines[0]).toMatch(/is −1\.00: the ranking does not hold/);
  expect(lines[1]).toMatch(/other way by the second: x over y/);
  expect(() => compareRuns(run('one', { x: 1 }, ''), run('two', { y: 1 }, ''))).toThrow(/share 0 arms/);
});
