/** Figures over the cells of a run. All pure; accuracies 0 … 1, images counted once for each trial that sees them. */
import type { Manifest } from '../../proto/manifest.ts';
import { studyOf } from '../../proto/study.ts';
import type { Cell } from './picture.ts';

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

/** A cell's latest accuracy: after the last epoch when it is completed, after the last known one while it is trained. */
export function latestAccuracy(cell: Cell): number | undefined {
  return cell.accuracies.findLast((accuracy) => accuracy !== undefined);
}

/** Final accuracies of the completed cells. */
export function finalAccuracies(cells: readonly Cell[]): number[] {
  return cells.flatMap((cell) => (cell.state === 'completed' ? [latestAccuracy(cell)!] : []));
}

/** Mean accuracy after each epoch, from 0, over the cells that have got so far. */
export function learningCurve(cells: readonly Cell[]): (number | undefined)[] {
  const epochs = cells.reduce((most, cell) => Math.max(most, cell.accuracies.length), 0);
  return Array.from({ length: epochs }, (_, epoch) => {
    const known = cells.flatMap((cell) => cell.accuracies[epoch] ?? []);
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

/** Training images that a trial of this cell sees in all its epochs. */
export function imagesOf({ folds, study }: Manifest, { trial }: Cell): number {
  // Choices may differ in their epochs; the grid has the choices in their order, again and again.
  const choice = study.initializers[trial.index % study.initializers.length];
  return folds[trial.fold]!.train * studyOf(study, choice).training.epochs;
}

/** Training images of these cells together, each weighed with `share` of it, 0 … 1. */
export function totalImages(
  manifest: Manifest,
  cells: readonly Cell[],
  share: (cell: Cell) => number,
): number {
  return cells.reduce((sum, cell) => sum + imagesOf(manifest, cell) * share(cell), 0);
}

/** Share of the whole run's work that is done, 0 … 1, what is in training counted in. */
export function progressOf(manifest: Manifest, cells: readonly Cell[]): number {
  const all = totalImages(manifest, cells, () => 1);
  return all === 0 ? 1 : totalImages(manifest, cells, (cell) => cell.done) / all;
}
