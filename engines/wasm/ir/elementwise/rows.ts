/**
 * Loops over short rows. Where a row is no multiple of four numbers, most of it would be computed number by
 * number; four rows are one.
 */

import type { Axes } from '../../../ir/lowering/axes.ts';
import { type Count, fixed } from '../../../ir/lowering/count.ts';
import { type Buffer, made } from '../buffer.ts';

/** Rows that are longer lose little at their ends. */
const SHORT = 64;

/** Four rows at a time. */
export interface FourRows {
  readonly rows: Count;
  /** Numbers of a row. */
  readonly length: number;
  /** operands × (four rows, numbers of four rows). */
  readonly strides: readonly (readonly [number, number])[];
  /** Of an operand that every row repeats: room for it four times over; others are read as they are. */
  readonly repeated: readonly (Buffer | undefined)[];
}

/**
 * The loop by four rows; undefined where rows are long, or whole vectors, or have a number for each row.
 * Pure.
 */
export function fourRowsOf({ counts, strides }: Axes): FourRows | undefined {
  const [rows, row] = counts;
  if (counts.length !== 2 || rows === undefined || row === undefined || row.batched) return undefined;
  const length = row.fixed;
  if (length % 4 === 0 || length > SHORT) return undefined;
  const whole = (own: readonly number[]) => own[0] === length && own[1] === 1;
  const same = (own: readonly number[]) => own[0] === 0;
  if (!strides.every((own) => whole(own) || same(own))) return undefined;
  return {
    rows,
    length,
    strides: strides.map((own) => [own[0]! * 4, own[1]!]),
    repeated: strides.map((own) => (same(own) && own[1] === 1 ? made(fixed(4 * length)) : undefined)),
  };
}
