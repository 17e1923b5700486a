import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criticalDifference, friedman } from './friedman.ts';
import { holm } from './holm.ts';
import { letters } from './letters.ts';
import { equivalenceP, intervalOf, testMean } from './mean-test.ts';
import { alphaSpent, smallestWilcoxonP } from './power.ts';
import { median, ranks, stddev } from './sample.ts';

const scipy = JSON.parse(readFileSync(new URL('fixtures/scipy.json', import.meta.url), 'utf8'));

it('the corrected resampled t of one seed has the t, p, interval and equivalence of its formula', () => {
  const { differences, testToTrain, t, p, low, high, tostP, margin } = scipy.correctedT;
  const cells = (differences as number[]).map((value, fold) => ({ fold, seed: 1, value }));
  const test = testMean(cells, { testToTrain, resplit: false }, 0);
  expect(test.t).toBeCloseTo(t, 10);
  expect(test.p).toBeCloseTo(p, 10);
  expect(intervalOf(test, 0.05)!.low).toBeCloseTo(low, 9);
  expect(intervalOf(test, 0.05)!.high).toBeCloseTo(high, 9);
  expect(equivalenceP(test, margin)).toBeCloseTo(tostP, 10);
});

it('Holm: as statsmodels adjusts, and null takes no part', () => {
  const [p, adjusted] = scipy.holm;
  for (const [index, value] of holm(p).entries()) expect(value).toBeCloseTo(adjusted[index], 12);
  expect(holm([0.02, null, 0.03])).toEqual([0.04, null, 0.04]);
});

describe('Friedman and Nemenyi', () => {
  it('is SciPy’s, ties and all', () => {
    const test = friedman(scipy.friedman.blocks, true)!;
    expect(test.chiSquare).toBeCloseTo(scipy.friedman.chiSquare, 10);
    expect(test.p).toBeCloseTo(scipy.friedman.p, 10);
  });

  it('ranks the largest first, or the smallest', () => {
    const blocks = [
      [1, 2, 3],
      [1, 2, 3],
    ];
    expect(friedman(blocks, true)!.meanRanks).toEqual([3, 2, 1]);
    expect(friedman(blocks, false)!.meanRanks).toEqual([1, 2, 3]);
    expect(friedman([[1, 2]], true)).toBeUndefined();
    expect(
      friedman(
        [
          [1, 1],
          [2, 2],
        ],
        true,
      ),
    ).toBeUndefined();
  });

  it('has the critical difference of Demšar’s example: four classifiers, 14 data sets', () => {
    // JMLR 7, 2006, section 3.2.2: q = 2.569, CD = 1.25 at alpha 0.05; 1.12 at 0.10 (q = 2.291).
    expect(criticalDifference(4, 14, 0.05)).toBeCloseTo(1.25, 2);
    expect(criticalDifference(4, 14, 0.1)).toBeCloseTo(1.12, 2);
  });
});

describe('compact letters', () => {
  const display = (groups: string[], pairs: string[]) =>
    letters(groups, (a, b) => pairs.includes(`${a}${b}`) || pairs.includes(`${b}${a}`));

  it('share a letter just when they were not told apart', () => {
    expect([...display(['A', 'B', 'C'], ['AC'])]).toEqual([
      ['A', 'a'],
      ['B', 'ab'],
      ['C', 'b'],
    ]);
    expect([...display(['A', 'B'], [])]).toEqual([
      ['A', 'a'],
      ['B', 'a'],
    ]);
    expect([...display(['A', 'B'], ['AB'])]).toEqual([
      ['A', 'a'],
      ['B', 'b'],
    ]);
  });

  it('for every pattern over five groups', () => {
    const groups = ['A', 'B', 'C', 'D', 'E'];
    const all = groups.flatMap((a, index) => groups.slice(index + 1).map((b) => `${a}${b}`));
    for (let pattern = 0; pattern < 1024; pattern++) {
      const different = all.filter((_, bit) => pattern & (1 << bit));
      const shown = display(groups, different);
      for (const pair of all) {
        const shared = [...shown.get(pair[0]!)!].some((letter) => shown.get(pair[1]!)!.includes(letter));
        expect(shared).toBe(!different.includes(pair));
      }
    }
  });
});

describe('what a test can reach', () => {
  it('five blocks cannot reach p = 0.05 by signs and ranks alone', () => {
    for (const [blocks, p] of scipy.wilcoxonSmallest) expect(smallestWilcoxonP(blocks)).toBeCloseTo(p, 12);
  });

  it('alpha is spent late: almost no alpha at a fifth of the way, all of it at the end', () => {
    expect(alphaSpent(0.2, 0.05)).toBeLessThan(0.0001);
    expect(alphaSpent(0.5, 0.05)).toBeCloseTo(0.0056, 4);
    expect(alphaSpent(1, 0.05)).toBeCloseTo(0.05, 9);
  });
});

it('samples: ranks share ties, no spread is exactly 0', () => {
  expect(ranks([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]);
  expect(stddev([0.1 + 0.2, 0.3, 0.3])).toBe(0);
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
