import { z } from 'zod';
import type { Pair } from '../ir/window.ts';

/** One number for rows and columns, or [rows, columns]. */
export type NumberOrPair = number | Pair;

/** A setting that is one whole number, or two. */
export const pairSchema = (least: number, most: number) =>
  z.union([
    z.int().min(least).max(most),
    z.tuple([z.int().min(least).max(most), z.int().min(least).max(most)]),
  ]);

/** Rows and columns. Pure. */
export const asPair = (value: NumberOrPair): Pair => (typeof value === 'number' ? [value, value] : value);

/** One number where both are the same: two ways to write a setting are one layer. Pure. */
export const settled = (value: NumberOrPair): NumberOrPair =>
  typeof value !== 'number' && value[0] === value[1] ? value[0] : value;

/** In words: "3", "1 × 7". Pure. */
export const pairText = (value: NumberOrPair): string =>
  typeof value === 'number' ? `${value}` : `${value[0]} × ${value[1]}`;
