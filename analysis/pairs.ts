import type { Interval, PairConclusion, VerdictPair } from '../proto/verdict.ts';
import { type Blocks, differenceCells } from './blocks.ts';
import type { Cell } from './components.ts';
import { type AllExamples, equivalenceByExamples, examplesBehind } from './examples.ts';
import { holm } from './holm.ts';
import { equivalenceP, intervalOf, type MeanTest, roundingNoise, testMean } from './mean-test.ts';
import type { VerdictOptions } from './options.ts';
import { stddev } from './sample.ts';

/** A pair's name in `decided`. Pure. */
export function pairKey({ a, b }: Pick<VerdictPair, 'a' | 'b'>): string {
  return `${a}\n${b}`;
}

/** A pair with its test. */
export interface ComparedPair {
  readonly pair: VerdictPair;
  readonly test: MeanTest;
}

/**
 * Compares each two groups on the blocks that both have. p values are Holm-adjusted; intervals are
 * simultaneous by Bonferroni's inequality over the same pairs, and end at 0 where Holm's procedure finds a
 * difference that they would not exclude yet (Strassburger & Bretz, Statistics in Medicine 27, 2008;
 * Guilbaud, Biometrical Journal 50, 2008): neither ever contradicts the other. Pure.
 */
export function comparePairs(
  blocks: Blocks,
  groups: readonly string[],
  options: VerdictOptions,
  examples: AllExamples | undefined,
): ComparedPair[] {
  const sizes = new Map(groups.map((group) => [group, largestOf(blocks, group)]));
  const tested = groups.flatMap((a, index) =>
    groups.slice(index + 1).map((b) => {
      const cells = differenceCells(blocks, a, b);
      const noise = roundingNoise(Math.max(sizes.get(a)!, sizes.get(b)!));
      return { a, b, cells, noise, test: testMean(cells, designOf(options), noise) };
    }),
  );
  const comparisons = comparisonsOf(tested.map(({ test }) => test));
  const ofNoise = tested.filter(({ test }) => test.basis === 'seeds').length;
  const adjusted = holm(
    tested.map(({ test }) => test.p),
    comparisons,
  );
  return tested.map(({ a, b, cells, noise, test }, index) => {
    const difference = cells.length === 0 ? null : test.estimate.mean;
    const pAdjusted = adjusted[index]!;
    const differs = pAdjusted !== null && pAdjusted < options.alpha;
    const range = options.unit !== 'value' ? ([-1, 1] as const) : undefined;
    const family = test.basis === 'seeds' ? ofNoise : Math.max(1, comparisons);
    const interval = intervalOf(test, options.alpha / family, range);
    const equivalence = equivalenceOf(
      test,
      comparisons,
      options,
      examples && examplesBehind(cells, examples),
    );
    const earlier = options.decided?.get(pairKey({ a, b }));
    const pair: VerdictPair = {
      a,
      b,
      blocks: cells.length,
      difference,
      interval: clipped(interval, test, differs),
      basis: test.basis,
      error: test.error,
      t: test.t,
      df: test.df,
      p: test.p,
      pAdjusted,
      effectSize: effectSizeOf(cells, test),
      superiority: superiorityOf(cells, noise, options.maximize),
      equivalence,
      conclusion: earlier ?? conclude(difference, differs, equivalence.equivalent, options.maximize),
      ...(earlier === undefined ? {} : { decidedEarlier: true as const }),
    };
    return { pair, test };
  });
}

/** The design of a study, as the estimate of a mean needs it. Pure. */
export function designOf({
  testToTrain,
  resplit = false,
  oneSplit = false,
  testsOverlap = false,
}: VerdictOptions) {
  return { testToTrain, resplit, oneSplit, testsOverlap };
}

/**
 * How many pairs count as compared: all that have more than one common fold (or split, or repeat of a study
 * without folds), whether or not their values spread. Pairs that share one fold only are a family of their
 * own, of training noise: they count where there are no others. Pure.
 */
export function comparisonsOf(tests: readonly Pick<MeanTest, 'basis'>[]): number {
  const compared = tests.filter(({ basis }) => basis !== null && basis !== 'seeds').length;
  return compared > 0 ? compared : tests.filter(({ basis }) => basis === 'seeds').length;
}

function largestOf({ values }: Blocks, group: string): number {
  return [...values.get(group)!.values()].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function clipped(interval: Interval | null, { estimate }: MeanTest, differs: boolean): Interval | null {
  if (!interval || !differs) return interval;
  return estimate.mean > 0
    ? { ...interval, low: Math.max(0, interval.low) }
    : { ...interval, high: Math.min(0, interval.high) };
}

function equivalenceOf(
  test: MeanTest,
  comparisons: number,
  { margin, alpha, unit, examples: known }: VerdictOptions,
  examples: number | undefined,
): VerdictPair['equivalence'] {
  const none = { p: null, pAdjusted: null, equivalent: false };
  if (margin === null || test.basis === null || test.basis === 'seeds') return none;
  const bySpread = equivalenceP(test, margin);
  const byExamples =
    unit === 'accuracy' && examples !== undefined
      ? equivalenceByExamples(test.estimate.mean, margin, examples)
      : null;
  // Without spread only the number of examples can say how close two arms are, and values that hardly vary
  // are no basis to guess it.
  if (bySpread === null && (byExamples === null || known === undefined)) return none;
  const inside = Math.abs(test.estimate.mean) < margin;
  const p = inside ? Math.max(bySpread ?? 0, byExamples ?? 0) : 1;
  const pAdjusted = Math.min(1, 2 * comparisons * p);
  return { p, pAdjusted, equivalent: pAdjusted < alpha };
}

function effectSizeOf(cells: readonly Cell[], { estimate, error }: MeanTest): number | null {
  const spread = stddev(cells.map(({ value }) => value));
  return error && spread > 0 ? estimate.mean / spread : null;
}

function superiorityOf(cells: readonly Cell[], noise: number, maximize: boolean): number | null {
  if (cells.length === 0) return null;
  const scores = cells.map(({ value }) => (Math.abs(value) <= noise ? 0.5 : value > 0 === maximize ? 1 : 0));
  return scores.reduce((sum: number, score) => sum + score, 0) / cells.length;
}

function conclude(
  difference: number | null,
  differs: boolean,
  equivalent: boolean,
  maximize: boolean,
): PairConclusion {
  if (differs) return difference! > 0 === maximize ? 'a_better' : 'b_better';
  return equivalent ? 'equivalent' : 'undecided';
}
