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

const judgedText = (rows: readonly string[], options: Partial<VerdictArguments>, factor = 'arm') => {
  const table = readTable(Buffer.from(rows.join('\n')), {
    source: 'table.csv',
    ...options,
    factors: [factor],
  });
  return judge(table, { factor: [], arm: [], missing: 'drop', alpha: 0.05, margin: 0.005, ...options })
    .verdict;
};

const SEEDS = [
  'arm,seed,accuracy',
  ...[1, 2, 3, 4].flatMap((seed) => [`a,${seed},0.8${seed}`, `b,${seed},0.7${(seed * 3) % 5}`]),
];
const ONE_FOLD = SEEDS.map((row, index) =>
  index === 0 ? row.replace('seed', 'fold,seed') : row.replace(',', ',0,'),
);

it.each([
  ['no fold', SEEDS],
  ['one fold', ONE_FOLD],
])('%s: how much repeated splits overlap must be said', (_, rows) => {
  expect(() => judgedText(rows, { resplit: true })).toThrow(
    /nothing says how much of the data each trained on/,
  );
  const { settings, pairs } = judgedText(rows, { resplit: true, trainFraction: 0.8 });
  expect(settings.testToTrain).toBeCloseTo(0.25, 12);
  expect([pairs[0]!.basis, pairs[0]!.p === null]).toEqual(['splits', false]);
});

it('blocks that share no data are not drawn anew', () => {
  expect(() => judgedText(SEEDS, { resplit: true, block: 'seed' })).toThrow(
    /--block names blocks that share no data/,
  );
});

it.each([
  ['no fold', SEEDS, /^Assumed: there are no folds, so all values come from one split of the data/],
  ['one fold', ONE_FOLD, /^Assumed: there is one fold, so all values come from one split of the data/],
])('%s: what is assumed is what the verdict then says', (_, rows, assumed) => {
  const { caveats, pairs } = judgedText(rows, {});
  expect(pairs[0]!.basis).toBe('seeds');
  expect(caveats[0]).toMatch(assumed);
  expect(caveats.join(' ')).not.toMatch(/shares no sampled data|test\/train/);
});

it('folds that test more than all of the data are no folds of one cross-validation, whoever counts them', () => {
  const table = (folds: number) => [
    'arm,fold,seed,accuracy',
    ...Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => [
      `a,${fold},1,${(0.8 + 0.01 * ((fold * 7) % 4)).toFixed(3)}`,
      `b,${fold},1,${(0.79 + 0.01 * ((fold * 3) % 3)).toFixed(3)}`,
    ]),
  ];
  const df = (folds: number, trainFraction: number) => {
    const { pairs, settings } = judgedText(table(folds), { trainFraction });
    return [pairs[0]!.df, settings.testsOverlap ?? false];
  };
  expect(df(30, 0.9)).toEqual([10, true]);
  expect(df(12, 0.9)).toEqual([10, true]);
  expect(df(10, 0.9)).toEqual([9, false]);
  // A share with few digits, of a table of three folds.
  expect(df(3, 0.66)).toEqual([2, false]);
  // Of many folds of one cross-validation nothing is taken.
  expect(df(30, 29 / 30)).toEqual([29, false]);
});
