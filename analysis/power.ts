import { noncentralTCdf, normalCdf, normalQuantile, tQuantile } from './distributions.ts';

/** Power of the two-sided corrected t-test over n blocks to find a mean difference, given the spread of differences. Pure. */
export function power(
  difference: number,
  spread: number,
  blocks: number,
  testToTrain: number,
  alpha: number,
): number {
  if (blocks < 2) return 0;
  if (spread === 0) return difference === 0 ? alpha : 1;
  const df = blocks - 1;
  const critical = tQuantile(1 - alpha / 2, df);
  const noncentrality = Math.abs(difference) / (spread * Math.sqrt(1 / blocks + testToTrain));
  return 1 - noncentralTCdf(critical, df, noncentrality) + noncentralTCdf(-critical, df, noncentrality);
}

const knownDetectable = new Map<string, number>();

/**
 * The smallest difference that is found with the power wanted; null with fewer than two blocks. It grows with the spread in
 * proportion, so what a spread of 1 needs is remembered: it costs thousands of evaluations. Pure.
 */
export function detectableDifference(
  spread: number,
  blocks: number,
  testToTrain: number,
  alpha: number,
  wanted = 0.8,
): number | null {
  if (blocks < 2 || !Number.isFinite(spread)) return null;
  const key = `${blocks}/${testToTrain}/${alpha}/${wanted}`;
  const ofOne = knownDetectable.get(key) ?? detectableOfOne(blocks, testToTrain, alpha, wanted);
  knownDetectable.set(key, ofOne);
  return spread * ofOne;
}

function detectableOfOne(blocks: number, testToTrain: number, alpha: number, wanted: number): number {
  let low = 0;
  let high = 1;
  while (power(high, 1, blocks, testToTrain, alpha) < wanted && high < 1e6) high *= 2;
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2;
    if (power(middle, 1, blocks, testToTrain, alpha) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The fewest seeds with which a study of so many folds finds a difference with the power wanted; undefined when no number up
 * to `most` does: more seeds cannot make up for training sets that overlap. Pure.
 */
export function seedsNeeded(
  plan: {
    readonly difference: number;
    readonly spread: number;
    readonly folds: number;
    readonly testToTrain: number;
    readonly alpha: number;
    readonly power: number;
  },
  most = 1000,
): number | undefined {
  const enough = (seeds: number) =>
    power(plan.difference, plan.spread, plan.folds * seeds, plan.testToTrain, plan.alpha) >= plan.power;
  if (!enough(most)) return undefined;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The smallest two-sided p of the exact Wilcoxon signed-rank test over n blocks: 2 / 2ⁿ, at most 1. Pure. */
export function smallestWilcoxonP(blocks: number): number {
  return Math.min(1, 2 ** (1 - blocks));
}

/**
 * Alpha spent up to an information fraction 0 < t ≤ 1, in the manner of O'Brien and Fleming (Lan & DeMets, Discrete sequential
 * boundaries for clinical trials, 1983): 2 (1 − Φ(z_{α/2} / √t)). Almost nothing early, all of it at the end. Pure.
 */
export function alphaSpent(fraction: number, alpha: number): number {
  return 2 * (1 - normalCdf(normalQuantile(1 - alpha / 2) / Math.sqrt(fraction)));
}
