/**
 * How fanout writes numbers: one rule for the terminal, the report and the verdict's sentences. Percentages
 * have two decimals and no space before the sign (`98.68%`); differences are in percentage points, with two
 * decimals unless that would make 0 of one that is not; a p-value has three decimals and is never 0.
 */

/** Percentage points below this are rounding of the arithmetic. */
const LEAST = 1e-9;

/** The size of a number of percentage points: `0.31`, and `0.0042` rather than `0.00`. Pure. */
function sizeOf(value: number, digits = 2): string {
  const size = Math.abs(value);
  const text = size.toFixed(digits);
  return Number(text) === 0 && size >= LEAST ? figure(Number(size.toPrecision(2))) : text;
}

/** A share 0 … 1 as a percentage: `98.42%`. Null: an en dash. Pure. */
export function percent(share: number | null | undefined, digits = 2): string {
  return share === null || share === undefined ? '–' : `${withMinus((share * 100).toFixed(digits))}%`;
}

/**
 * A standard deviation of accuracies, in percentage points: `0.31 pp`; an en dash where there is none. Pure.
 */
export function spread(stddev: number | null): string {
  return stddev === null ? '–' : `${sizeOf(stddev * 100)} pp`;
}

/** A difference of accuracies in percentage points, signed, as a table has it: `+0.31`. Pure. */
export function points(difference: number, digits = 2): string {
  const text = sizeOf(difference * 100, digits);
  if (Number(text) === 0) return text;
  return difference < 0 ? `−${text}` : `+${text}`;
}

/** The size of a difference of accuracies, as a sentence has it: `0.31 percentage points`. Pure. */
export function percentagePoints(difference: number): string {
  return `${sizeOf(100 * difference)} percentage points`;
}

/** The text of a number with the minus sign that all figures have, also in exponents: `−1.2e−7`. Pure. */
export function withMinus(number: string): string {
  return number.replaceAll('-', '−');
}

/** Figures beyond this are not written digit by digit. */
const LARGEST_WHOLE = 1e15;

/**
 * Any other figure, to four significant digits, or to whole numbers where it has more of them: `0.08231`,
 * `123457`. Pure.
 */
export function figure(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 1e4 && size < LARGEST_WHOLE ? value.toFixed(0) : value.toPrecision(4);
  return withMinus(Number(digits).toString());
}

/**
 * A confidence 0 … 1 as it stands before "interval": `95%`, `99.86%`; never rounded up to certainty. Pure.
 */
export function confidence(share: number): string {
  const rest = 1 - share;
  const digits = rest >= 0.01 - 1e-9 ? 1 : Math.min(10, Math.ceil(-Math.log10(100 * rest)) + 1);
  return `${Number((100 * share).toFixed(digits))}%`;
}

/** A rate of errors 0 … 1: `0.05`, `0.0056`, `< 0.0001`. Pure. */
export function rate(value: number): string {
  if (value < 1e-4) return '< 0.0001';
  return Number(value.toPrecision(value < 0.01 ? 2 : 3)).toString();
}

/** Most decimals of a p-value. */
const MOST_DIGITS = 12;

/**
 * A p-value: `0.031`, `< 0.001`; an en dash where there is none. Where it is read against `alpha` it has as
 * many decimals as tell on which side it lies: `0.0499`, not `0.050`. Pure.
 */
export function pValue(p: number | null, alpha = 0.001): string {
  if (p === null) return '–';
  if (p < 0.001 && alpha >= 0.001) return '< 0.001';
  for (let digits = p < 0.001 ? 4 : 3; digits < MOST_DIGITS; digits++) {
    const text: string = p.toFixed(digits);
    const shown = Number(text);
    if (shown > 0 && shown < alpha === p < alpha && (shown !== alpha || p === alpha)) return text;
  }
  return withMinus(p.toPrecision(3));
}
