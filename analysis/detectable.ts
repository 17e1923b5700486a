import { noncentralTCdf, tCritical } from './distributions.ts';

/** The power that a study is asked for. */
export const WANTED_POWER = 0.8;

const known = new Map<string, number>();

/**
 * The smallest difference that a two-sided t-test at `alpha` finds with 80% power, given its standard error and degrees of freedom: the
 * error times what an error of 1 needs, by the noncentral t. Pure.
 */
export function detectableFrom(error: number, df: number, alpha: number): number {
  const key = `${df}/${alpha}`;
  const ofOne = known.get(key) ?? detectableOfOne(df, alpha);
  if (known.size > 10_000) known.clear();
  known.set(key, ofOne);
  return error * ofOne;
}

function detectableOfOne(df: number, alpha: number): number {
  const critical = tCritical(alpha, df);
  const power = (shift: number) =>
    1 - noncentralTCdf(critical, df, shift) + noncentralTCdf(-critical, df, shift);
  let low = 0;
  let high = critical;
  while (power(high) < WANTED_POWER && high < 1e12) high *= 2;
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2;
    if (power(middle) < WANTED_POWER) low = middle;
    else high = middle;
  }
  return high;
}
