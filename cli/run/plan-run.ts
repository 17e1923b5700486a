import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { makeManifest, newRunId } from '../../coordinator/run/manifest.ts';
import { foldsOfStudy } from '../../datasets/folds.ts';
import { type LoadOptions, openDataset } from '../../datasets/load.ts';
import type { Manifest } from '../../proto/manifest.ts';
import type { Study } from '../../proto/study.ts';
import { TFJS_VERSION, VERSION } from '../version.ts';

/** Opens the dataset, lays the folds, and fixes it all in the manifest of a new run. Throws DATASET_* errors, INTERRUPTED. */
export async function planRun(
  study: Study,
  studyText: string,
  loading: LoadOptions,
  now = new Date(),
  run = newRunId(study.name, now),
): Promise<Manifest> {
  const dataset = await openDataset(study.dataset, loading);
  return makeManifest({
    run,
    study,
    studyText,
    dataset,
    folds: foldsOfStudy(dataset.examples, study.folds, study.seeds),
    versions: {
      fanout: VERSION,
      node: process.versions.node,
      tfjs: TFJS_VERSION,
      platform: `${platform()} ${release()}`,
    },
    machine: { cores: availableParallelism(), arch: arch(), processor: cpus()[0]?.model.trim() ?? 'unknown' },
    now,
  });
}
