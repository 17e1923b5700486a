import { incompleteBeta } from './special.ts';

/** P(X ≥ k) of k or more successes in n independent trials, each with probability p (by the incomplete beta function, A&S 26.5.24). Pure. */
export function atLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : incompleteBeta(p, k, n - k + 1);
}

/** The most successes that are still believable: the largest k with P(X ≥ k) above `doubt`. Pure. */
export function mostBelievable(n: number, p: number, doubt: number): number {
  let k = 0;
  while (k < n && atLeast(k + 1, n, p) > doubt) k += 1;
  return k;
}
