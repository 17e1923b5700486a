import { figure, percent, points, spread } from './numbers.ts';

/** How the evidence writes what was measured. */
export interface Unit {
  /** What a value is multiplied by to be drawn: 100 for percentage points. */
  readonly scale: number;
  readonly value: (value: number) => string;
  readonly spread: (stddev: number | null) => string;
  /** A difference, signed, without its unit. */
  readonly signed: (difference: number) => string;
  /** What differences are in: `percentage points`, or the name of the column. */
  readonly differences: string;
}

/** Accuracies, 0 … 1: in per cent and percentage points. */
export const ACCURACY: Unit = {
  scale: 100,
  value: percent,
  spread,
  signed: points,
  differences: 'percentage points',
};

/** Any other figure, as it is; `column` is what it is called. Pure. */
export function plainUnit(column: string): Unit {
  return {
    scale: 1,
    value: figure,
    spread: (stddev) => (stddev === null ? '–' : figure(stddev)),
    signed: (difference) => `${difference > 0 ? '+' : ''}${figure(difference)}`,
    differences: column,
  };
}
