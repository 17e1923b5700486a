import type { Dataset } from '../../datasets/dataset.ts';
import { openDataset } from '../../datasets/load.ts';
import type { ShardedDataset } from '../../datasets/shards/open.ts';
import type { DatasetSpec } from '../../datasets/spec.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { ManifestDataset } from '../../study/manifest.ts';

/**
 * Opens a run's dataset. Throws DATASET_* errors; DATASET_CORRUPT when it is not what the manifest pins: then
 * this worker would answer another question than was asked. INTERRUPTED as soon as `signal` is aborted.
 */
export async function openPinned(
  spec: DatasetSpec,
  pinned: ManifestDataset | undefined,
  signal: AbortSignal,
): Promise<Dataset | ShardedDataset> {
  const dataset = await openDataset(spec, { signal });
  if (dataset.sha256 === pinned?.sha256) return dataset;
  throw new FanoutError(
    'DATASET_CORRUPT',
    `dataset ${dataset.name} has SHA-256 ${dataset.sha256}, the run was started with ${pinned?.sha256}`,
    { hint: 'give every worker the same dataset as the coordinator' },
  );
}
