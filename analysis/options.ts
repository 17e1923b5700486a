import type { PairConclusion } from '../proto/verdict.ts';

/** A trial by its place in the grid. */
export interface Trial {
  readonly group: string;
  readonly fold: number;
  readonly seed: number;
}

/** What folds and seeds are called where they have other names than their numbers. */
export interface BlockNames {
  /**
   * What a fold is: a fold of one data set, or a block that shares no data with others; null: there are none,
   * and all is one split.
   */
  readonly unit: 'fold' | 'block' | null;
  readonly folds: ReadonlyMap<number, string>;
  /** Null: there are no seeds. */
  readonly seeds: ReadonlyMap<number, string> | null;
}

/** Arms that cross factors: all combinations of their levels. */
export interface CrossedArms {
  readonly factors: readonly { readonly name: string; readonly levels: readonly string[] }[];
  /** The level of each factor, by its name, of each arm. */
  readonly levelsOf: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * What values are. `accuracy`: shares of examples that are right or wrong, so that the number of examples
 * bounds their spread from below; `share`: other shares, 0 … 1; both are spoken of in per cent. `value`:
 * anything else, as it is.
 */
export type ValueUnit = 'accuracy' | 'share' | 'value';

/** What a verdict must be told beside the values. */
export interface VerdictOptions {
  /**
   * Largest difference that does not matter, in the unit of the values; null: equivalence is not asked for.
   */
  readonly margin: number | null;
  /** Rate of false alarms over all pairs, 0 … 1. */
  readonly alpha: number;
  /**
   * Test examples over training examples of a block: 1 / (k − 1) for k folds as planned, whatever trials are
   * missing; of a part p held out p / (1 − p).
   */
  readonly testToTrain: number;
  readonly maximize: boolean;
  readonly unit: ValueUnit;
  /** What earlier looks at fewer seeds have decided, by `pairKey`: it stands. */
  readonly decided?: ReadonlyMap<string, PairConclusion>;
  /** Over how many seeds they did, by `pairKey`. */
  readonly decidedOver?: ReadonlyMap<string, number>;
  /**
   * Whether the folds were drawn anew for each seed, so that each block is a split of its own. Absent: they
   * are the same.
   */
  readonly resplit?: boolean;
  /**
   * Whether folds validate on examples that others validate on too: repeats of a cross-validation, parts held
   * out. Absent: each example validates once.
   */
  readonly testsOverlap?: boolean;
  /**
   * Whether the study draws no folds: its seeds repeat the training on one split of the data, and what is
   * asked is which arm is better on that split. Absent: a single fold is a sample of the data, too small to
   * say anything.
   */
  readonly oneSplit?: boolean;
  /**
   * Whether the folds are data sets of their own, independent of each other: only then are ranks over them
   * tested.
   */
  readonly datasets?: boolean;
  /**
   * Distinct validation examples over all folds, for accuracies. Absent: estimated from the steps between the
   * accuracies.
   */
  readonly examples?: number;
  /**
   * Share of the commonest class, 0 … 1: what guessing reaches. Absent: only findings tell what is at chance.
   */
  readonly majorityShare?: number;
  /**
   * Trials that were planned and have no value, beside those that the other groups' blocks show to be
   * missing.
   */
  readonly missing?: readonly Trial[];
  /** Where two factors or more are crossed: then each factor's effect is told as well. */
  readonly crossed?: CrossedArms;
  /** Absent: folds and seeds go by their numbers. */
  readonly names?: BlockNames;
}
