/**
 * Special functions in double precision. Sources: Abramowitz & Stegun 1964; Press et al., Numerical Recipes,
 * ch. 6 (the methods, not the code).
 */

/**
 * ln Γ(x) for x > 0: Stirling's series after shifting x above 10 (A&S 6.1.41). Relative error below 1e-13.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z += 1) shift += Math.log(z);
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

const TINY = 1e-300;
const EPSILON = 1e-16;

/** A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method. */
function continuedFraction(b0: number, term: (index: number) => readonly [a: number, b: number]): number {
  let value = b0 || TINY;
  let c = value;
  let d = 0;
  for (let index = 1; index < 10_000; index++) {
    const [a, b] = term(index);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < EPSILON) break;
  }
  return value;
}

/** Regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1 (A&S 26.5.8). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on one side of the mean; the other side follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const fraction = continuedFraction(1, (index) => {
    const m = Math.floor(index / 2);
    const numerator =
      index % 2 === 1
        ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    return [numerator, 1];
  });
  return front / fraction;
}

/** Regularised upper incomplete gamma function Q(a, x), a > 0, x ≥ 0 (A&S 6.5.29, 6.5.31). */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; Math.abs(term) > sum * EPSILON && n < 10_000; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  const fraction = continuedFraction(x + 1 - a, (index) => [-index * (index - a), x + 2 * index + 1 - a]);
  return front / fraction;
}
