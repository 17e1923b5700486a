import type { Dataset } from '../../../datasets/dataset.ts';
import type { Fold } from '../../../datasets/folds.ts';
import type { ShardedDataset } from '../../../datasets/shards/open.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { armAt, type Trial } from '../../../study/grid.ts';
import { type ArmSettings, graphKey, type NetworkStudy, settingsOf } from '../../../study/study.ts';
import type { PreparedRun } from './prepare.ts';

/** Trials that are trained in one graph, with everything that training them needs. */
export interface NetworkPack {
  readonly study: NetworkStudy;
  readonly dataset: Dataset | ShardedDataset;
  readonly fold: Fold;
  /** Number of the fold, from 0. */
  readonly foldIndex: number;
  readonly seed: number;
  /** Of each trial; model and training are the same in all. */
  readonly settings: readonly ArmSettings[];
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
  const indices = trials.map(({ index }) => index);
  const settings = indices.map((index) => settingsOf(study, armAt(study, index)));
  if (new Set(settings.map(graphKey)).size > 1) {
    throw new FanoutError('TRIAL_UNKNOWN', `trials ${indices} do not share a graph, and cannot be one pack`);
  }
  return { study, dataset, fold: foldOf(trials[0]!), foldIndex: fold, seed, settings };
}
