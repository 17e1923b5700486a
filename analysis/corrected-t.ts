import { tCdf, tQuantile, tTwoSided } from './distributions.ts';
import { mean, stddev } from './sample.ts';

/** A paired comparison over blocks whose training sets overlap. */
export interface CorrectedT {
  readonly difference: number;
  /** Standard error, corrected. */
  readonly error: number;
  /** null where there is no spread and no difference to speak of. */
  readonly t: number | null;
  readonly df: number;
  /** Two-sided; null with fewer than two blocks. */
  readonly p: number | null;
}

/**
 * Nadeau & Bengio's corrected resampled t-test (Inference for the generalization error, Machine Learning 52, 2003): the
 * variance of a mean over n blocks is s² (1/n + test/train) instead of s²/n, since training sets that overlap make the blocks'
 * results correlated. For cross-validation with k folds, test/train is 1/(k − 1). Pure.
 */
export function correctedT(differences: readonly number[], testToTrain: number): CorrectedT {
  const n = differences.length;
  const difference = mean(differences);
  const error = stddev(differences) * Math.sqrt(1 / n + testToTrain);
  const df = n - 1;
  if (n < 2) return { difference, error: Number.NaN, t: null, df, p: null };
  if (error === 0) return { difference, error, t: null, df, p: difference === 0 ? 1 : 0 };
  const t = difference / error;
  return { difference, error, t, df, p: tTwoSided(t, df) };
}

/** The interval of the difference at a confidence of 0 … 1; null with fewer than two blocks. Pure. */
export function intervalOf(
  { difference, error, df }: CorrectedT,
  confidence: number,
): { low: number; high: number } | null {
  if (df < 1) return null;
  const reach = error * tQuantile(0.5 + confidence / 2, df);
  return { low: difference - reach, high: difference + reach };
}

/**
 * Two one-sided tests (Schuirmann 1987): the p of "the difference is within ± margin" against "it is at least the margin";
 * null with fewer than two blocks. Pure.
 */
export function equivalenceP({ difference, error, df }: CorrectedT, margin: number): number | null {
  if (df < 1) return null;
  if (error === 0) return Math.abs(difference) < margin ? 0 : 1;
  return Math.max(1 - tCdf((difference + margin) / error, df), tCdf((difference - margin) / error, df));
}
