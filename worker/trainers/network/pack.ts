import type { Dataset } from '../../../datasets/dataset.ts';
import type { Fold } from '../../../datasets/folds.ts';
import type { ShardedDataset } from '../../../datasets/shards/open.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Trial } from '../../../proto/grid.ts';
import { graphKey, type Initializer, type Study, studyOf } from '../../../proto/study.ts';
import type { PreparedRun } from './prepare.ts';

/** Trials that are trained in one graph, with everything that training them needs. */
export interface NetworkPack {
  /** As the trials of the pack have it. */
  readonly study: Study;
  readonly dataset: Dataset | ShardedDataset;
  readonly fold: Fold;
  /** Number of the fold, from 0. */
  readonly foldIndex: number;
  readonly seed: number;
  readonly initializers: readonly Initializer[];
}

/**
 * The trials of a block as a pack of networks. Throws TRIAL_UNKNOWN when they do not share a graph, and
 * DATASET_CORRUPT when their fold is not the one that the manifest pins.
 */
export function networkPack(
  { manifest, dataset, foldOf }: PreparedRun,
  trials: readonly Trial[],
): NetworkPack {
  const { study } = manifest;
  const { fold, seed } = trials[0]!;
  const initializers = trials.map(
    ({ initializer }) => study.initializers.find(({ label }) => label === initializer)!,
  );
  if (new Set(initializers.map(graphKey)).size > 1) {
    const indices = trials.map(({ index }) => index);
    throw new FanoutError('TRIAL_UNKNOWN', `trials ${indices} do not share a graph, and cannot be one pack`);
  }
  const own = studyOf(study, initializers[0]);
  return { study: own, dataset, fold: foldOf(trials[0]!), foldIndex: fold, seed, initializers };
}
