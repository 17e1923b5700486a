/**
 * The grid of a study: arms × blocks, each of them a trial. The order is seed by seed, fold by fold, arm by
 * arm, so that the trials which see the same examples stand side by side. This file alone knows that order.
 */
import type { Arm, Study } from './study.ts';

/** What arms are paired on: the same examples, in the same order. A study has one dataset. */
export interface Block {
  readonly fold: number;
  readonly seed: number;
}

/** One arm on one block. */
export interface Trial extends Block {
  /** Its place in the grid's fixed order, from 0. */
  readonly index: number;
  /** `arm/fold/seed`: its key in the ledger. */
  readonly key: string;
  /** The arm's id. */
  readonly arm: string;
}

/**
 * The most trials of a study. Each takes a few kilobytes of memory in the process that coordinates the run,
 * and is an entry of its ledger.
 */
export const MOST_TRIALS = 100_000;

/** The longest id of an arm, in characters. One made of factors is longer than one that a person gives. */
const LONGEST_ARM_ID = 256;

/**
 * Whether the key of a trial, `arm/fold/seed`, can stand in the ledger when the arm is called so. The
 * ledger's keys are subjects of NATS: letters, digits and `-_=.`, no `.` at the beginning and no two in a
 * row. Pure.
 */
export function isArmId(id: string): boolean {
  return id.length <= LONGEST_ARM_ID && /^(?!\.)(?!.*\.\.)[-A-Za-z0-9_=.]+$/.test(id);
}

interface HasArms {
  readonly arms: readonly Arm[];
}
type GridShape = HasArms & Pick<Study, 'folds' | 'seeds'>;

/** The number of trials of a study. Pure. */
export function gridSize(study: GridShape): number {
  return study.arms.length * study.folds.count * study.seeds.length;
}

/** The trial at a place of the grid. Pure. Throws RangeError outside 0 … gridSize − 1. */
export function trialAt(study: GridShape, index: number): Trial {
  if (!Number.isInteger(index) || index < 0 || index >= gridSize(study)) {
    throw new RangeError(`trial ${index} is outside the grid of ${gridSize(study)}`);
  }
  const arm = armAt(study, index).id;
  const block = blockIndex(study, index);
  const fold = block % study.folds.count;
  const seed = study.seeds[Math.floor(block / study.folds.count)]!;
  return { index, key: trialKey({ arm, fold, seed }), arm, fold, seed };
}

/** A trial's key in the ledger. Pure. */
export function trialKey({ arm, fold, seed }: Pick<Trial, 'arm' | 'fold' | 'seed'>): string {
  return `${arm}/${fold}/${seed}`;
}

/** The place of a trial's arm among the arms. Pure. */
export function armIndex(study: HasArms, trial: number): number {
  return trial % study.arms.length;
}

/** The arm of the trial at a place of the grid. Pure. */
export function armAt<Own extends HasArms>(study: Own, trial: number): Own['arms'][number] {
  return study.arms[armIndex(study, trial)]!;
}

/** The place of a trial's block among the blocks: seed by seed, in each fold by fold. Pure. */
export function blockIndex(study: HasArms, trial: number): number {
  return Math.floor(trial / study.arms.length);
}

/** The place in the grid of an arm on a block, both by their places. Pure. */
export function trialIndex(study: HasArms, arm: number, block: number): number {
  return block * study.arms.length + arm;
}

/**
 * The place of a trial's fold among the folds of the manifest: its own number, or, where each seed has folds
 * of its own, seed by seed in the order of the study. Pure.
 */
export function foldPlace(study: GridShape, trial: Pick<Trial, 'index' | 'fold'>): number {
  return study.folds.resplit ? blockIndex(study, trial.index) : trial.fold;
}

/** All trials of an arm, as places in the grid. Pure. */
export function trialsOfArm(study: GridShape, arm: number): number[] {
  return Array.from({ length: study.seeds.length * study.folds.count }, (_, block) =>
    trialIndex(study, arm, block),
  );
}

/** The trials of an arm on one fold, one for each seed, as places in the grid. Pure. */
export function trialsOfFold(study: GridShape, arm: number, fold: number): number[] {
  return study.seeds.map((_, seed) => trialIndex(study, arm, seed * study.folds.count + fold));
}

/** All trials of a study, in order. Pure. */
export function gridOf(study: GridShape): readonly Trial[] {
  return Array.from({ length: gridSize(study) }, (_, index) => trialAt(study, index));
}
