import { noncentralTCdf, tCritical } from './distributions.ts';
import { median } from './sample.ts';

/** The power that a study is asked for. */
export const WANTED_POWER = 0.8;

const known = new Map<string, number>();

/**
 * The smallest difference that a two-sided t-test at `alpha` finds with 80% power, given its standard error
 * and degrees of freedom: the error times what an error of 1 needs, by the noncentral t. Pure.
 */
export function detectableFrom(error: number, df: number, alpha: number): number {
  const key = `${df}/${alpha}`;
  const ofOne = known.get(key) ?? detectableOfOne(df, alpha);
  if (known.size > 10_000) known.clear();
  known.set(key, ofOne);
  return error * ofOne;
}

/** An error with its degrees of freedom. */
export interface ErrorOfMean {
  readonly error: number;
  readonly df: number;
}

/** Fewer errors than this are computed one by one. */
const FEW = 1000;
/** Knots in 1/df between which `detectableFrom` is bracketed. */
const KNOTS = 400;

/**
 * The median of `detectableFrom` over many errors, each with df ≥ 1; NaN of none. It falls with df, so that
 * its values at two knots bracket those between: only errors whose brackets reach into that of the median are
 * computed themselves. The figure is the same to the bit. Pure.
 */
export function medianDetectable(errors: readonly ErrorOfMean[], alpha: number): number {
  const exact = ({ error, df }: ErrorOfMean) => detectableFrom(error, df, alpha);
  if (errors.length === 0) return Number.NaN;
  if (errors.length < FEW) return median(errors.map(exact));
  const brackets = errors.map(({ error, df }) => {
    const place = KNOTS / Math.max(1, df);
    const at = (knot: number) => detectableFrom(error, KNOTS / Math.max(1, knot), alpha);
    const [below, above] = [Math.floor(place), Math.ceil(place)];
    return { error, df, low: at(below) * (1 - SLACK), high: at(above) * (1 + SLACK) };
  });
  const first = Math.floor((errors.length - 1) / 2);
  const second = Math.floor(errors.length / 2);
  const least = brackets.map(({ low }) => low).sort((x, y) => x - y)[first]!;
  const most = brackets.map(({ high }) => high).sort((x, y) => x - y)[second]!;
  const smaller = brackets.filter(({ high }) => high < least).length;
  const open = brackets
    .filter(({ low, high }) => high >= least && low <= most)
    .map(exact)
    .sort((x, y) => x - y);
  return first === second ? open[first - smaller]! : (open[first - smaller]! + open[second - smaller]!) / 2;
}

/** More than bisection leaves open. */
const SLACK = 1e-7;

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
