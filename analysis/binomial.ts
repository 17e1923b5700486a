import { normalQuantile } from './distributions.ts';
import { incompleteBeta } from './special.ts';

/**
 * P(X ≥ k) of k or more successes in n independent trials, each with probability p (by the incomplete beta
 * function, A&S 26.5.24). Pure.
 */
export function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : incompleteBeta(p, k, n - k + 1);
}

/** P(X ≤ k). Pure. */
export function atMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);
}

/** The most successes that are still believable: the largest k with P(X ≥ k) above `doubt`. Pure. */
export function mostBelievable(n: number, p: number, doubt: number): number {
  let k = 0;
  while (k < n && atLeast(k + 1, n, p) > doubt) k += 1;
  return k;
}

/**
 * Wilson's interval of a share of n (Journal of the American Statistical Association 22, 1927), at a
 * confidence of 1 − alpha. Pure.
 */
export function wilsonInterval(share: number, n: number, alpha: number): { low: number; high: number } {
  const z = normalQuantile(1 - alpha / 2);
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z * Math.sqrt((share * (1 - share)) / n + (z / (2 * n)) ** 2)) / (1 + (z * z) / n);
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
