/**
 * The error function to about 1e-15: its power series below 3, and beyond it the continued fraction of the
 * complement (Abramowitz and Stegun, 1964, 7.1.5 and 7.1.14). Pure.
 */
export function erfExactly(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  if (size > 3) return Math.sign(x) * (1 - complement(size));
  let term = x;
  let total = x;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * Math.abs(total); n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function complement(x: number): number {
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
