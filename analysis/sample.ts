/** Mean; NaN of nothing. */
export function mean(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** Mean, and the sample's standard deviation (n − 1) where there are two values or more. */
export interface Spread {
  readonly mean: number;
  readonly stddev: number | undefined;
}

/** Mean and spread of some values; undefined of nothing. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const centre = mean(values);
  if (values.length < 2) return { mean: centre, stddev: undefined };
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  // What is left of equal values after rounding is not spread.
  const noise = values.length * (Number.EPSILON * 8 * Math.abs(centre)) ** 2;
  return { mean: centre, stddev: squares <= noise ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** Sample standard deviation (n − 1); NaN of fewer than two. */
export function stddev(values: readonly number[]): number {
  return spreadOf(values)?.stddev ?? Number.NaN;
}

/** Middle value; the mean of the two middle ones of an even number; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Ranks from 1 (smallest), ties sharing the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let place = start; place < end; place++) result[order[place]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
