import { figure, percent, percentagePoints } from '../report/wording/numbers.ts';

/** Numbers as the sentences say them. */
export interface Wording {
  readonly value: (value: number) => string;
  /** A difference, unsigned, with its unit. */
  readonly difference: (value: number) => string;
  /** A difference, signed, without its unit. */
  readonly signed: (value: number) => string;
}

/** Accuracy in per cent and percentage points; other values as they are. */
export const WORDING: Readonly<Record<'accuracy' | 'value', Wording>> = {
  accuracy: {
    value: (value) => percent(value),
    difference: percentagePoints,
    signed: (value) => `${value < 0 ? '−' : ''}${Math.abs(100 * value).toFixed(2)}`,
  },
  value: {
    value: figure,
    difference: (value) => figure(Math.abs(value)),
    signed: figure,
  },
};

/** `a, b and c`. */
export function join(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
