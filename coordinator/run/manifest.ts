import { createHash, randomBytes } from 'node:crypto';
import { DOCUMENT_VERSION } from '../../proto/document-version.ts';
import type { CommandTrainer } from '../../study/command/trainer.ts';
import { gridSize } from '../../study/grid.ts';
import type { Manifest, ManifestDataset, ManifestFold, ProgramFile } from '../../study/manifest.ts';
import { isNetworkStudy, type Study } from '../../study/study.ts';

export interface ManifestInput {
  readonly run: string;
  readonly study: Study;
  readonly studyText: string;
  /** Absent where a program has its own data, of which nothing is known. */
  readonly dataset?: ManifestDataset | undefined;
  readonly folds: readonly {
    readonly validation: ArrayLike<number>;
    readonly train: ArrayLike<number>;
    readonly validationSha256: string;
    readonly trainSha256: string;
  }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Manifest['machine'];
  readonly now: Date;
  /** Files of the program; absent or empty: none are known. */
  readonly program?: readonly ProgramFile[];
}

/** Fixes what a run is made of. Pure. */
export function makeManifest(input: ManifestInput): Manifest {
  const folds: ManifestFold[] = input.folds.map((fold) => ({
    validation: fold.validation.length,
    train: fold.train.length,
    validationSha256: fold.validationSha256,
    trainSha256: fold.trainSha256,
  }));
  return {
    version: DOCUMENT_VERSION,
    run: input.run,
    study: input.study,
    studyText: input.studyText,
    ...(input.dataset === undefined ? {} : { dataset: factsOf(input.dataset) }),
    folds,
    trials: gridSize(input.study),
    versions: input.versions,
    machine: input.machine,
    createdAt: input.now.toISOString(),
    checksum: checksumOf(input.study, input.dataset?.sha256, folds),
    ...(input.program && input.program.length > 0 ? { program: input.program } : {}),
  };
}

/** What the manifest says of a dataset, without what else is known of one that is open. */
function factsOf(dataset: ManifestDataset): ManifestDataset {
  const { name, examples, shape, task, classes, sha256, licence } = dataset;
  return { name, examples, shape, ...(task === 'regression' ? { task } : {}), classes, sha256, licence };
}

/** Whether a manifest's study, dataset and folds are those that its checksum was made of. Pure. */
export function isAsWritten({ study, dataset, folds, checksum }: Manifest): boolean {
  return checksumOf(study, dataset?.sha256, folds) === checksum;
}

/**
 * SHA-256 of what must be equal for two runs to be the same experiment. Where the data lay does not matter;
 * how it is shuffled and normalised does. Pure.
 */
function checksumOf(study: Study, datasetSha256: string | undefined, folds: readonly ManifestFold[]): string {
  const { dataset, ...all } = study;
  const rest = isNetworkStudy(study) ? all : { ...all, trainer: withoutPlace(study.trainer) };
  const shuffle = dataset?.kind === 'shards' && dataset.shuffle !== undefined ? [dataset.shuffle] : [];
  const normalize = dataset?.normalize === undefined ? [] : [dataset.normalize];
  return createHash('sha256')
    .update(JSON.stringify([rest, datasetSha256, folds, ...shuffle, ...normalize]))
    .digest('hex');
}

/** Of a program what decides over its figures: not where it lies, nor how many run at a time. */
function withoutPlace({ directory: _, concurrency: __, ...rest }: CommandTrainer): Partial<CommandTrainer> {
  return rest;
}

/** A new run's id: the study's name, the time to the second, and four random digits. */
export function newRunId(
  study: string,
  now: Date,
  random: () => string = () => randomBytes(2).toString('hex'),
): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${study.slice(0, 40).replace(/-+$/, '')}-${time}-${random()}`;
}
