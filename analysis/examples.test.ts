import { describe, expect, it } from 'vitest';
import type { Observation } from './blocks.ts';
import { equivalenceByExamples, examplesBehind } from './examples.ts';
import { FIVE_FOLDS } from './fixtures/options.ts';
import { verdictOf } from './verdict.ts';

const equal = (
  foldsOf: Readonly<Record<string, readonly number[]>>,
  findings: string[] = [],
): Observation[] =>
  Object.entries(foldsOf).flatMap(([group, folds]) =>
    folds.flatMap((fold) => [1, 2].map((seed) => ({ group, fold, seed, value: 0.8, findings }))),
  );

describe('the examples behind a comparison are those of the folds that have values', () => {
  it.each([
    ['both lack three of five folds', { a: [0, 1], b: [0, 1] }],
    ['they have two folds in common', { a: [0, 1, 2], b: [1, 2, 3, 4] }],
  ])('where %s', (_, folds) => {
    // 1,000 examples over five folds, 400 in two: no disagreement among 1,000 rules the margin out, none
    // among 400 does not.
    const [pair] = verdictOf(equal(folds), { ...FIVE_FOLDS, examples: 1000 }).pairs;
    expect(equivalenceByExamples(0, 0.005, 1000) * 2).toBeLessThan(0.05);
    // 0.995 ** 400.
    expect(pair!.equivalence.p).toBeCloseTo(0.134658, 5);
    expect([pair!.equivalence.equivalent, pair!.conclusion]).toEqual([false, 'undecided']);
  });

  it('and all of them where no fold is missing', () => {
    const all = [0, 1, 2, 3, 4];
    const [pair] = verdictOf(equal({ a: all, b: all }), { ...FIVE_FOLDS, examples: 1000 }).pairs;
    expect(pair!.equivalence.p).toBeCloseTo(0.995 ** 1000, 8);
    expect(pair!.conclusion).toBe('equivalent');
  });

  it('also where an arm is held against guessing', () => {
    const rows = equal({ a: [0, 1] }, ['did_not_learn']);
    const { groups } = verdictOf(rows, { ...FIVE_FOLDS, examples: 50, majorityShare: 0.7 });
    // scipy.stats.binom.sf(15, 20, 0.7): 16 of 20, not 40 of 50.
    expect(groups[0]!.chance!.p).toBeCloseTo(0.237508, 5);
    expect(groups[0]!.chanceLevel).toBe(true);
  });

  it('counts an example once where every seed draws its folds anew from the same examples', () => {
    const cells = [
      { fold: 0, seed: 1 },
      { fold: 1, seed: 1 },
      { fold: 2, seed: 2 },
    ];
    const all = { examples: 500, folds: 5 };
    expect(examplesBehind(cells, { ...all, resplit: true })).toBe(200);
    expect(examplesBehind(cells, { ...all, resplit: false })).toBe(300);
  });
});
