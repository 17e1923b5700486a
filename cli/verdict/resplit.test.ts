/** Whether the folds of a table were drawn anew for each seed: said by its user, never guessed. */
import { expect, it } from 'vitest';
import type { VerdictArguments } from './arguments.ts';
import { readTable } from './table/observations.ts';
import { judge } from './verdict.ts';

/** Five folds by four seeds of two arms, whose difference varies from block to block. */
const TABLE = [
  'arm,fold,seed,accuracy',
  ...Array.from({ length: 20 }, (_, index) => [index % 5, Math.floor(index / 5)] as const).flatMap(
    ([fold, seed]) => [
      `a,${fold},${seed},${(0.8 + 0.01 * ((fold * 7 + seed * 3) % 4)).toFixed(3)}`,
      `b,${fold},${seed},${(0.79 + 0.01 * ((fold * 3 + seed * 5) % 3)).toFixed(3)}`,
    ],
  ),
].join('\n');

function judged(options: Partial<VerdictArguments>) {
  const table = readTable(Buffer.from(TABLE), { source: 'table.csv' });
  return judge(table, { factor: [], arm: [], missing: 'drop', alpha: 0.05, margin: 0.005, ...options })
    .verdict;
}

it('--resplit takes each seed as a split of its own: nothing is a share of folds, and degrees of freedom grow', () => {
  const kept = judged({});
  const anew = judged({ resplit: true });
  expect([kept.settings.resplit, anew.settings.resplit]).toEqual([false, true]);
  expect(kept.variance).not.toBeNull();
  expect(anew.variance).toBeNull();
  // The corrected t-test over 20 splits, of which this is the smallest p that 20 signs can give.
  expect(anew.power.smallestWilcoxonP).toBeCloseTo(2 / 2 ** 20, 12);
  expect(kept.power.smallestWilcoxonP).toBeCloseTo(2 / 2 ** 5, 12);
});
