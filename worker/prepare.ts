import type { Dataset } from '../datasets/dataset.ts';
import { type Fold, makeFolds } from '../datasets/folds.ts';
import { openDataset } from '../datasets/load.ts';
import type { ShardedDataset } from '../datasets/shards/open.ts';
import { FanoutError } from '../proto/errors.ts';
import type { Manifest } from '../proto/manifest.ts';

/** A run's data, checked against its manifest. */
export interface PreparedRun {
  readonly manifest: Manifest;
  readonly dataset: Dataset | ShardedDataset;
  readonly folds: readonly Fold[];
}

/**
 * Opens a run's dataset and lays its folds. Throws DATASET_* errors; DATASET_CORRUPT when dataset or folds differ from what
 * the manifest pins: then this worker would answer another question than was asked. INTERRUPTED as soon as `signal` is aborted.
 */
export async function prepareRun(manifest: Manifest, signal: AbortSignal): Promise<PreparedRun> {
  const dataset = await openDataset(manifest.study.dataset, { signal });
  if (dataset.sha256 !== manifest.dataset.sha256) {
    throw new FanoutError(
      'DATASET_CORRUPT',
      `dataset ${dataset.name} has SHA-256 ${dataset.sha256}, the run was started with ${manifest.dataset.sha256}`,
      { hint: 'give every worker the same dataset as the coordinator' },
    );
  }
  const folds = makeFolds(dataset.examples, manifest.study.folds);
  const differs = folds.findIndex(
    (fold, index) => fold.validationSha256 !== manifest.folds[index]?.validationSha256,
  );
  if (differs >= 0) {
    throw new FanoutError('DATASET_CORRUPT', `fold ${differs} is not the one that the manifest pins`, {
      hint: 'run the same version of fanout on coordinator and workers',
    });
  }
  return { manifest, dataset, folds };
}
