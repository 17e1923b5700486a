import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { makeManifest, newRunId } from '../../coordinator/run/manifest.ts';
import { foldsOfStudy } from '../../datasets/folds.ts';
import { type LoadOptions, openDataset } from '../../datasets/load.ts';
import { type Known, splitDataOf } from '../../datasets/split-data.ts';
import { commandWarnings } from '../../study/command/warnings.ts';
import { laysFolds } from '../../study/folds.ts';
import { type Manifest, type ManifestDataset, ownData } from '../../study/manifest.ts';
import { isNetworkStudy, type Study } from '../../study/study.ts';
import { dataWarnings } from '../../study/warnings.ts';
import { sayWhileWaiting } from '../../waiting/long-wait.ts';
import { warningText } from '../terminal.ts';
import { TFJS_VERSION, VERSION } from '../version.ts';
import { programFiles } from './program-files.ts';

/**
 * Opens the dataset, lays the folds, and fixes it all in the manifest of a new run; tells
 * `loading.onProgress` what of that may not be meant. Throws DATASET_* errors, INTERRUPTED.
 */
export async function planRun(
  study: Study,
  studyText: string,
  loading: LoadOptions,
  now = new Date(),
  run = newRunId(study.name, now),
): Promise<Manifest> {
  const dataset = await openData(study, loading);
  if (!isNetworkStudy(study))
    for (const line of commandWarnings(study)) loading.onProgress?.(warningText(line));
  return makeManifest({
    run,
    study,
    studyText,
    dataset,
    folds:
      dataset && laysFolds(study)
        ? foldsOfStudy(await splitDataOf(study.folds, dataset), study.folds, study.seeds)
        : [],
    versions: {
      fanout: VERSION,
      node: process.versions.node,
      ...(isNetworkStudy(study) ? { tfjs: TFJS_VERSION } : {}),
      platform: `${platform()} ${release()}`,
    },
    machine: { cores: availableParallelism(), arch: arch(), processor: cpus()[0]?.model.trim() ?? 'unknown' },
    now,
    program: isNetworkStudy(study) ? [] : await programFiles(study.trainer),
  });
}

/** What is known of the data of a study; of a program's own at most how many examples it has. */
async function openData(study: Study, loading: LoadOptions): Promise<(ManifestDataset & Known) | undefined> {
  if (study.dataset === undefined) return ownData(study);
  const dataset = await sayWhileWaiting(openDataset(study.dataset, loading), {
    what: (seconds) => `waiting for the dataset of ${study.name} for ${seconds} s`,
    say: loading.onProgress ?? (() => undefined),
  });
  for (const line of dataWarnings(study, dataset)) loading.onProgress?.(warningText(line));
  return dataset;
}
