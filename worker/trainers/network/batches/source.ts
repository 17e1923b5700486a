import type { Dataset } from '../../../../datasets/dataset.ts';
import type { Fold } from '../../../../datasets/folds.ts';
import type { Moments } from '../../../../datasets/moments.ts';
import type { Preparation } from '../../../../datasets/preparation.ts';
import type { ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { Batch } from '../../../../engines/engine.ts';
import type { RandomStream } from '../randomness.ts';

/** Batches one after the other. */
export interface BatchStream {
  /**
   * The next batch, undefined at the end. A promise only where data has to be waited for, so that a dataset
   * in memory costs no turn of the event loop. A batch is the caller's to keep. Throws or rejects with
   * DATASET_* errors, or what ended the source.
   */
  next(): Batch | undefined | Promise<Batch | undefined>;
  /** Lets go of what is held. Safe to repeat. */
  close(): void;
}

/** Where the batches of one pack come from: all its trials see the same examples in the same order. */
export interface BatchSource {
  /** Examples that one epoch trains on. */
  readonly trainExamples: number;
  /** By what the targets of a regression are normalised; absent: they are in their own unit. */
  readonly targets?: Moments | undefined;
  /** Classes of the examples that validate; none of a regression. */
  readonly validationClasses: Int32Array;
  /**
   * The training examples of an epoch (from 0) in its order, `batchSize` at a time, the last batch as long as
   * what is left.
   */
  epoch(epoch: number): BatchStream;
  /** The examples that validate, the same parts in the same order each time. */
  validation(): BatchStream;
  /** Ends everything that is under way. */
  close(): void;
}

/** What a pack is trained on. */
export interface PackData {
  readonly dataset: Dataset | ShardedDataset;
  readonly fold: Fold;
  /** What the fold does to its examples; absent: nothing. */
  readonly preparation?: Preparation | undefined;
  readonly batchSize: number;
  /**
   * The random numbers that an epoch's order is drawn from: a pure function of study, fold, seed and epoch,
   * and of nothing else.
   */
  readonly order: (epoch: number) => RandomStream;
  readonly signal: AbortSignal;
  /** Data has arrived. */
  readonly onData: () => void;
}
