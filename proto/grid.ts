import type { Study } from './study.ts';

/**
 * One cell of the grid. `index` is its place in the grid's fixed order, from 0; `key` is
 * `initializer/fold/seed`.
 */
export interface Trial {
  readonly index: number;
  readonly key: string;
  readonly initializer: string;
  readonly fold: number;
  readonly seed: number;
}

/**
 * The most trials of a study. Each takes a few kilobytes of memory in the process that coordinates the run,
 * and is an entry of its ledger.
 */
export const MOST_TRIALS = 100_000;

/**
 * The longest name of a choice, in characters. A name made of two factors is longer than one that a person
 * gives.
 */
const LONGEST_CHOICE = 256;

/**
 * Whether the key of a trial, `choice/fold/seed`, can stand in the ledger when the choice is called so. The
 * ledger's keys are subjects of NATS: letters, digits and `-_=.`, no `.` at the beginning and no two in a
 * row. Pure.
 */
export function isChoiceName(name: string): boolean {
  return name.length <= LONGEST_CHOICE && /^(?!\.)(?!.*\.\.)[-A-Za-z0-9_=.]+$/.test(name);
}

type GridShape = Pick<Study, 'initializers' | 'folds' | 'seeds'>;

/** The number of trials of a study. Pure. */
export function gridSize(study: GridShape): number {
  return study.initializers.length * study.folds.count * study.seeds.length;
}

/**
 * The trial at a place of the grid. The order is seed by seed, fold by fold, initializer by initializer, so
 * that the trials which see the same images stand side by side. Pure. Throws RangeError outside 0 … gridSize
 * − 1.
 */
export function trialAt(study: GridShape, index: number): Trial {
  if (!Number.isInteger(index) || index < 0 || index >= gridSize(study)) {
    throw new RangeError(`trial ${index} is outside the grid of ${gridSize(study)}`);
  }
  const columns = study.initializers.length;
  const initializer = study.initializers[index % columns]!.label;
  const fold = Math.floor(index / columns) % study.folds.count;
  const seed = study.seeds[Math.floor(index / (columns * study.folds.count))]!;
  return { index, key: `${initializer}/${fold}/${seed}`, initializer, fold, seed };
}

/**
 * The place of a trial's fold among the folds of the manifest: its own number, or, where each seed has folds
 * of its own, seed by seed in the order of the study. Pure.
 */
export function foldPlace(study: GridShape, trial: Pick<Trial, 'index' | 'fold'>): number {
  return study.folds.resplit ? Math.floor(trial.index / study.initializers.length) : trial.fold;
}

/** All trials of a study, in order. Pure. */
export function gridOf(study: GridShape): readonly Trial[] {
  return Array.from({ length: gridSize(study) }, (_, index) => trialAt(study, index));
}
