/** Figures over the cells of a run. All pure; examples counted once for each trial that sees them. */

import { armAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { settingsOf } from '../../study/study.ts';
import type { Cell } from './run-state.ts';

/** Mean, and the sample's standard deviation (n − 1) where there are two values or more. */
export interface Spread {
  readonly mean: number;
  readonly stddev: number | undefined;
}

/** Mean and spread of some values; undefined when there are none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : undefined };
}

/**
 * A cell's latest value of the objective: after the last epoch when it is completed, after the last known one
 * while it is trained.
 */
export function latestValue(cell: Cell): number | undefined {
  return cell.values.findLast((value) => value !== undefined);
}

/** Final values of the completed cells. */
export function finalValues(cells: readonly Cell[]): number[] {
  return cells.flatMap((cell) => (cell.state === 'completed' ? (latestValue(cell) ?? []) : []));
}

/** Mean value after each epoch, from 0, over the cells that have got so far. */
export function learningCurve(cells: readonly Cell[]): (number | undefined)[] {
  const epochs = cells.reduce((most, cell) => Math.max(most, cell.values.length), 0);
  return Array.from({ length: epochs }, (_, epoch) => {
    const known = cells.flatMap((cell) => cell.values[epoch] ?? []);
    return spreadOf(known)?.mean;
  });
}

/** Cells by a property of theirs, in the grid's order. */
export function groupBy<Key>(cells: readonly Cell[], key: (cell: Cell) => Key): Map<Key, Cell[]> {
  const groups = new Map<Key, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(key(cell));
    if (group) group.push(cell);
    else groups.set(key(cell), [cell]);
  }
  return groups;
}

/** Training examples that a trial of this cell sees in all its epochs. */
export function examplesOf({ folds, study }: Manifest, { trial }: Cell): number {
  // Arms may differ in their epochs.
  return folds[trial.fold]!.train * settingsOf(study, armAt(study, trial.index)).training.epochs;
}

/** Training examples of these cells together, each weighed with `share` of it, 0 … 1. */
export function totalExamples(
  manifest: Manifest,
  cells: readonly Cell[],
  share: (cell: Cell) => number,
): number {
  return cells.reduce((sum, cell) => sum + examplesOf(manifest, cell) * share(cell), 0);
}

/** Share of the whole run's work that is done, 0 … 1, what is in training counted in. */
export function progressOf(manifest: Manifest, cells: readonly Cell[]): number {
  const all = totalExamples(manifest, cells, () => 1);
  return all === 0 ? 1 : totalExamples(manifest, cells, (cell) => cell.done) / all;
}
