import { figure, percent, percentagePoints, points } from '../report/wording/numbers.ts';
import type { ValueUnit } from './options.ts';

/** Numbers as the sentences say them. */
export interface Wording {
  readonly value: (value: number) => string;
  /** A difference, unsigned, with its unit. */
  readonly difference: (value: number) => string;
  /** A difference, signed, without its unit. */
  readonly signed: (value: number) => string;
}

const IN_PER_CENT: Wording = {
  value: (value) => percent(value),
  difference: percentagePoints,
  signed: (value) => points(value).replace('+', ''),
};

/** Shares in per cent and percentage points; other values as they are. */
export const WORDING: Readonly<Record<ValueUnit, Wording>> = {
  accuracy: IN_PER_CENT,
  share: IN_PER_CENT,
  value: {
    value: figure,
    difference: (value) => figure(Math.abs(value)),
    signed: figure,
  },
};

/** More names than this are not listed in a sentence. */
const LISTED = 12;

/** `a, b and c`; of many names the first ten and how many more. Pure. */
export function join(names: readonly string[]): string {
  if (names.length > LISTED) return `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
