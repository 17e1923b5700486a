import { normalCdf, normalQuantile } from './distributions.ts';

/** The smallest two-sided p of the exact Wilcoxon signed-rank test over n blocks: 2 / 2ⁿ, at most 1. Pure. */
export function smallestWilcoxonP(blocks: number): number {
  return Math.min(1, 2 ** (1 - blocks));
}

/**
 * Alpha spent up to an information fraction 0 < t ≤ 1, in the manner of O'Brien and Fleming (Lan & DeMets,
 * Discrete sequential boundaries for clinical trials, 1983): 2 (1 − Φ(z_{α/2} / √t)). Almost nothing early,
 * all of it at the end. Pure.
 */
export function alphaSpent(fraction: number, alpha: number): number {
  return 2 * (1 - normalCdf(normalQuantile(1 - alpha / 2) / Math.sqrt(fraction)));
}
