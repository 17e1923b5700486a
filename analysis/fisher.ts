import { logGamma } from './special.ts';

/**
 * Fisher's exact test (The Design of Experiments, 1935), two-sided: the p of k of n against l of m having the
 * same rate, summed over the tables that are no more probable than this one. Pure.
 */
export function fisherExact(k: number, n: number, l: number, m: number): number {
  const both = k + l;
  const logChoose = (of: number, some: number) =>
    logGamma(of + 1) - logGamma(some + 1) - logGamma(of - some + 1);
  const logP = (x: number) => logChoose(n, x) + logChoose(m, both - x) - logChoose(n + m, both);
  const own = logP(k);
  let p = 0;
  for (let x = Math.max(0, both - m); x <= Math.min(n, both); x++) {
    const other = logP(x);
    if (other <= own + 1e-7) p += Math.exp(other);
  }
  return Math.min(1, p);
}
