import { FanoutError } from '../../proto/errors.ts';
import type { FoldsSpec } from '../spec.ts';

/** What folds are laid over. */
export interface SplitData {
  readonly examples: number;
  /** Class of each example; absent where nobody knows them, or there are none. */
  readonly classes?: ArrayLike<number> | undefined;
  /** Group of each example, in any numbers. */
  readonly groups?: ArrayLike<number> | undefined;
  /** Fold that each example validates in; -1: none. */
  readonly folds?: ArrayLike<number> | undefined;
}

/** Which examples a fold validates on, and trains on; in any order. */
export interface Part {
  readonly validation: Uint32Array;
  /** Absent: all others. */
  readonly train?: Uint32Array;
}

/** Whether folds are laid by what a dataset says of its examples: classes, or a column of groups. Pure. */
export function needsTargets({ kind, groups }: Pick<FoldsSpec, 'kind' | 'groups'>): boolean {
  return kind?.startsWith('stratified') || (groups !== undefined && 'column' in groups);
}

/** A split that cannot be made: what is wrong with a field of `folds`. Pure. */
export function badSplit(field: string, message: string, hint: string): FanoutError {
  return new FanoutError('STUDY_INVALID', `folds.${field} ${message}`, { hint });
}

/** Numbers by their places among all different ones, in ascending order. */
export interface Ranked {
  /** Rank of each example's value among all values. */
  readonly rank: Uint32Array;
  readonly counts: readonly number[];
  /** The values, ascending. */
  readonly values: readonly number[];
}

/** As `numpy.unique(values, return_inverse=True, return_counts=True)`. Pure. */
export function ranked(values: ArrayLike<number>): Ranked {
  const unique = [...new Set(Array.from(values))].sort((a, b) => a - b);
  const place = new Map(unique.map((value, index) => [value, index]));
  const counts = new Array<number>(unique.length).fill(0);
  const rank = Uint32Array.from(values, (value) => place.get(value)!);
  for (const own of rank) counts[own]! += 1;
  return { rank, counts, values: unique };
}

/** Positions whose fold is this one, ascending. Pure. */
export function positionsOf(folds: ArrayLike<number>, fold: number): Uint32Array {
  const found: number[] = [];
  for (let index = 0; index < folds.length; index++) if (folds[index] === fold) found.push(index);
  return Uint32Array.from(found);
}
