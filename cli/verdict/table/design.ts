import type { Observation } from '../../../analysis/blocks.ts';
import type { Cell } from './cells.ts';
import type { Columns } from './columns.ts';

/** What the table says about how its values were made. */
export interface Design {
  /** What pairs the values: folds of one data set, blocks that share no data, or only seeds. */
  readonly kind: 'folds' | 'blocks' | 'seeds';
  /** Folds (or blocks) that the table names, those without a value and gaps in their numbers included. */
  readonly folds: number;
  /** Folds in which at least one arm has a value. */
  readonly foldsWithValues: number;
  /** The most seeds that any fold has. */
  readonly seedsPerFold: number;
}

/** Describes the design, from all rows, also those that failed. Pure. */
export function designOf(
  cells: readonly Cell[],
  observations: readonly Observation[],
  columns: Columns,
): Design {
  const seeds = new Map<number, Set<number>>();
  for (const { fold, seed } of cells) seeds.set(fold, (seeds.get(fold) ?? new Set()).add(seed));
  const kind = columns.block !== undefined ? 'blocks' : columns.fold !== undefined ? 'folds' : 'seeds';
  return {
    kind,
    folds: kind === 'folds' ? planned([...seeds.keys()]) : seeds.size,
    foldsWithValues: new Set(observations.map(({ fold }) => fold)).size,
    seedsPerFold: Math.max(1, ...[...seeds.values()].map(({ size }) => size)),
  };
}

/**
 * Folds numbered 0, 1, 3 are four: a gap is a fold that is missing. Numbers that are mostly gaps are mere
 * names.
 */
function planned(folds: readonly number[]): number {
  const [least, most] = [Math.min(...folds), Math.max(...folds)];
  const upTo = least === 0 ? most + 1 : most;
  return least >= 0 && upTo > folds.length && upTo <= 2 * folds.length ? upTo : folds.length;
}
