import type { Dataset } from '../../../datasets/dataset.ts';
import { type Fold, foldsOfSeed } from '../../../datasets/folds.ts';
import type { ShardedDataset } from '../../../datasets/shards/open.ts';
import { splitDataOf } from '../../../datasets/split-data.ts';
import type { SplitData } from '../../../datasets/splits/split.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { foldPlace, type Trial, trialAt } from '../../../study/grid.ts';
import type { NetworkManifest } from '../../../study/manifest.ts';
import { openPinned } from '../pinned-dataset.ts';

/** A run's data, checked against its manifest. */
export interface PreparedRun {
  readonly manifest: NetworkManifest;
  readonly dataset: Dataset | ShardedDataset;
  /** The fold of a trial. Throws DATASET_CORRUPT when it is not the one that the manifest pins. */
  readonly foldOf: (trial: Trial) => Fold;
}

/**
 * Opens a run's dataset and lays its folds. Throws DATASET_* errors; DATASET_CORRUPT when dataset or folds
 * differ from what the manifest pins: then this worker would answer another question than was asked.
 * INTERRUPTED as soon as `signal` is aborted.
 */
export async function prepareRun(manifest: NetworkManifest, signal: AbortSignal): Promise<PreparedRun> {
  const dataset = await openPinned(manifest.study.dataset, manifest.dataset, signal);
  const foldOf = foldsOnDemand(manifest, await splitDataOf(manifest.study.folds, dataset));
  // The folds of the first seed at once: what is wrong with them is wrong before anything is trained.
  for (let fold = 0; fold < manifest.study.folds.count; fold++)
    foldOf(trialAt(manifest.study, fold * manifest.study.arms.length));
  return { manifest, dataset, foldOf };
}

/**
 * Lays the folds of a seed when a trial of it comes, and keeps them until one of another seed's does: folds
 * of many seeds are large.
 */
function foldsOnDemand(manifest: NetworkManifest, data: SplitData): PreparedRun['foldOf'] {
  const { study } = manifest;
  let laid: { readonly seed: number; readonly folds: readonly Fold[] } | undefined;
  return (trial) => {
    const seed = study.folds.resplit ? trial.seed : study.folds.seed;
    if (laid?.seed !== seed) laid = { seed, folds: foldsOfSeed(data, study.folds, trial.seed) };
    const fold = laid.folds[trial.fold]!;
    const place = foldPlace(study, trial);
    if (fold.validationSha256 !== manifest.folds[place]?.validationSha256) {
      throw new FanoutError('DATASET_CORRUPT', `fold ${place} is not the one that the manifest pins`, {
        hint: 'run the same version of fanout on coordinator and workers',
      });
    }
    return fold;
  };
}
