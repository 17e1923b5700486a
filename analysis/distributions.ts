/** Distribution functions and their inverses. */
import { incompleteBeta, logGamma, upperGamma } from './special.ts';

/** Φ(z), the standard normal distribution function. */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z > 0 ? 1 - tail : tail;
}

/** z with Φ(z) = p, 0 < p < 1. */
export function normalQuantile(p: number): number {
  return invert(normalCdf, p, -40, 40);
}

/** Two-sided p of Student's t: P(|T| ≥ |t|) with df degrees of freedom. */
export function tTwoSided(t: number, df: number): number {
  return Number.isFinite(t) ? incompleteBeta(df / (df + t * t), df / 2, 0.5) : 0;
}

/** P(T ≤ t). */
export function tCdf(t: number, df: number): number {
  const tail = tTwoSided(t, df) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** t with P(T ≤ t) = p, 0 < p < 1. */
export function tQuantile(p: number, df: number): number {
  return invert((t) => tCdf(t, df), p, -1e6, 1e6);
}

const knownCritical = new Map<string, number>();

/**
 * t with P(|T| ≥ t) = alpha, 0 < alpha < 1, however small. Remembered: all pairs of a study ask for the same
 * few.
 */
export function tCritical(alpha: number, df: number): number {
  const key = `${alpha}/${df}`;
  const known = knownCritical.get(key);
  if (known !== undefined) return known;
  let high = 1;
  while (tTwoSided(high, df) > alpha && high < 1e150) high *= 2;
  const critical = invert((t) => -tTwoSided(t, df), -alpha, 0, high);
  if (knownCritical.size > 10_000) knownCritical.clear();
  knownCritical.set(key, critical);
  return critical;
}

/** x with P(χ² ≥ x) = tail, 0 < tail < 1. */
export function chiSquareUpper(tail: number, df: number): number {
  return invert((x) => -chiSquareSurvival(x, df), -tail, 0, df + 40 * Math.sqrt(2 * df) + 80);
}

/** P(F ≥ f) of Fisher's F with df1 and df2 degrees of freedom. */
export function fSurvival(f: number, df1: number, df2: number): number {
  return f <= 0 ? 1 : incompleteBeta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}

/** f with P(F ≥ f) = tail, 0 < tail < 1. */
export function fUpper(tail: number, df1: number, df2: number): number {
  let high = 1;
  while (fSurvival(high, df1, df2) > tail && high < 1e150) high *= 2;
  return invert((f) => -fSurvival(f, df1, df2), -tail, 0, high);
}

/** P(χ² ≥ x) with df degrees of freedom. */
export function chiSquareSurvival(x: number, df: number): number {
  return upperGamma(df / 2, x / 2);
}

/**
 * Distribution function of the studentized range of k standard normals with known variance (df = ∞):
 * k ∫ φ(z) [Φ(z) − Φ(z − q)]^(k−1) dz (Harter 1960).
 */
export function studentizedRangeCdf(q: number, k: number): number {
  if (q <= 0) return 0;
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return Math.min(
    1,
    k * integrate((z) => density(z) * (normalCdf(z) - normalCdf(z - q)) ** (k - 1), -8, 8 + q, 240),
  );
}

const knownQuantiles = new Map<string, number>();

/**
 * q with P(range ≤ q) = p. Remembered: it costs thousands of evaluations, and a run asks for the same few.
 */
export function studentizedRangeQuantile(p: number, k: number): number {
  const key = `${p}/${k}`;
  const quantile = knownQuantiles.get(key) ?? invert((q) => studentizedRangeCdf(q, k), p, 0, 100);
  knownQuantiles.set(key, quantile);
  return quantile;
}

/**
 * P(T ≤ t) for the noncentral t: ∫ Φ(t √(v/df) − δ) over χ²(df). Valid for df ≥ 1; absolute error below 1e-6.
 */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  // By s = √(v/df), whose density is smooth at 0 for every df.
  const scale = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  const density = (s: number) =>
    s <= 0 ? (df === 1 ? Math.exp(scale) : 0) : Math.exp(scale + (df - 1) * Math.log(s) - (df * s * s) / 2);
  const upper = 1 + 12 / Math.sqrt(df);
  const value = (s: number) => density(s) * normalCdf(t * s - noncentrality);
  if (t === 0) return normalCdf(-noncentrality);
  // Φ turns from 0 to 1 within 8/|t| of δ/t: with a large t that is far less than a step over the whole
  // range. Beyond, on one side, it is 0.
  const within = (s: number) => Math.min(upper, Math.max(0, s));
  const from = within(noncentrality / t - 8 / Math.abs(t));
  const to = within(noncentrality / t + 8 / Math.abs(t));
  const whole = t > 0 ? integrate(value, to, upper, 100) : integrate(value, 0, from, 100);
  return integrate(value, from, to, 100) + whole;
}

/** Simpson's rule over an even number of steps. */
function integrate(f: (x: number) => number, from: number, to: number, steps: number): number {
  const width = (to - from) / steps;
  let sum = f(from) + f(to);
  for (let index = 1; index < steps; index++) sum += (index % 2 === 1 ? 4 : 2) * f(from + index * width);
  return (sum * width) / 3;
}

/** x with f(x) = target, for a rising f: bisection to the last bit that counts. */
export function invert(f: (x: number) => number, target: number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let round = 0; round < 200 && high - low > 1e-12 * Math.max(1, Math.abs(low)); round++) {
    const middle = (low + high) / 2;
    if (f(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
