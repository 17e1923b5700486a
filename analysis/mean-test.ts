import type { Interval, VerdictBasis } from '../proto/verdict.ts';
import type { Cell } from './components.ts';
import { tCdf, tCritical, tTwoSided } from './distributions.ts';
import { type Design, estimateMean, type MeanEstimate } from './mean-estimate.ts';
import { stddev } from './sample.ts';

/** A mean with what can be tested of it. */
export interface MeanTest {
  readonly estimate: MeanEstimate;
  /**
   * What error and degrees of freedom rest on; null where there is no spread to measure: a single value, or
   * none.
   */
  readonly basis: VerdictBasis | null;
  /** Standard error; 0 where the values do not differ but for rounding; null where `basis` is. */
  readonly error: number | null;
  readonly df: number;
  /** Null without spread, and where only the noise of training was measured. */
  readonly t: number | null;
  /** Two-sided. */
  readonly p: number | null;
}

/** What rounding leaves between equal values of this size. */
export function roundingNoise(largest: number): number {
  return 16 * Number.EPSILON * Math.abs(largest);
}

/**
 * Tests the mean of a grid folds × seeds against 0 (`estimateMean`). With one fold the error is that over
 * seeds: training noise on one split, from which no p for other data follows. Of a study without folds
 * (`oneSplit`) that split is all that is asked about: the trainings of its seeds are independent given the
 * split, so that this is Student's paired t-test over m seeds, with m − 1 degrees of freedom and without a
 * correction for training sets that overlap. `noise`: an error no larger than this is rounding, and counts as
 * none. Pure.
 */
export function testMean(cells: readonly Cell[], design: Design, noise: number): MeanTest {
  const estimate = estimateMean(cells, design);
  const none = { estimate, basis: null, error: null, df: 0, t: null, p: null };
  if (cells.length < 2) return none;
  if (estimate.error === null) {
    const error = stddev(cells.map(({ value }) => value)) / Math.sqrt(cells.length);
    const df = cells.length - 1;
    if (!design.oneSplit) return { ...none, basis: 'seeds', error: error <= noise ? 0 : error, df };
    return tested(estimate, { basis: 'repeats', error, df }, noise);
  }
  const { error, df } = estimate;
  return tested(estimate, { basis: design.resplit ? 'splits' : 'folds', error, df }, noise);
}

function tested(
  estimate: MeanEstimate,
  { basis, error, df }: { readonly basis: VerdictBasis; readonly error: number; readonly df: number },
  noise: number,
): MeanTest {
  if (error <= noise) return { estimate, basis, error: 0, df, t: null, p: null };
  const t = estimate.mean / error;
  return { estimate, basis, error, df, t, p: tTwoSided(t, df) };
}

/**
 * The interval of the mean that misses with a probability of `alpha`, within what the mean can be at all: an
 * accuracy lies within 0 … 1, a difference of accuracies within ±1. Null without spread. Pure.
 */
export function intervalOf(
  { estimate, error, df }: MeanTest,
  alpha: number,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Interval | null {
  if (!error) return null;
  const reach = error * tCritical(alpha, df);
  return { low: Math.max(least, estimate.mean - reach), high: Math.min(most, estimate.mean + reach) };
}

/**
 * Two one-sided tests (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987): the p of "the
 * mean is within ± margin" against "it is at least the margin away"; null without spread, and where only the
 * noise of training was measured. Pure.
 */
export function equivalenceP({ estimate, basis, error, df }: MeanTest, margin: number): number | null {
  if (!error || basis === 'seeds') return null;
  return tCdf((Math.abs(estimate.mean) - margin) / error, df);
}
