/** The indices of a trial's fold, as files that its program reads. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fold, makeFold, splitOf } from '../../../datasets/folds.ts';
import { makeDirectory } from '../../../datasets/make-directory.ts';
import { npyHead } from '../../../datasets/npy.ts';
import { splitDataOf } from '../../../datasets/split-data.ts';
import { needsTargets, type SplitData } from '../../../datasets/splits/split.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Trial } from '../../../study/grid.ts';
import { foldOf, type Manifest } from '../../../study/manifest.ts';
import { openPinned } from '../pinned-dataset.ts';
import type { TrialSplit } from './trial-file.ts';

/** A directory with the two files. */
export interface SplitFiles extends TrialSplit {
  readonly directory: string;
}

/** Writes them, once for the trials of a block that come one after the other. */
export class Splits {
  readonly #root: string;
  #current: { readonly key: string; readonly files: SplitFiles } | undefined;
  #data: { readonly run: string; readonly data: SplitData } | undefined;

  /** `root`: a directory of this worker alone. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The files of a trial's fold; undefined where nobody says how many examples there are. Throws
   * DATASET_CORRUPT when the fold is not the one that the manifest pins, and what the file system throws.
   */
  async of(manifest: Manifest, trial: Trial, signal: AbortSignal): Promise<SplitFiles | undefined> {
    const { study, run, dataset } = manifest;
    if (!dataset || manifest.folds.length === 0) return undefined;
    const { examples } = dataset;
    const key = [run, study.folds.resplit ? trial.seed : 'all', trial.fold].join('/');
    if (this.#current?.key === key && isThere(this.#current.files)) return this.#current.files;
    const data = await this.#dataOf(manifest, examples, signal);
    const fold = makeFold(data, splitOf(study.folds, trial.seed), trial.fold);
    checkPinned(manifest, trial, fold);
    if (this.#current) await rm(this.#current.files.directory, { recursive: true, force: true });
    this.#current = undefined;
    const files = await write(join(this.#root, `split-${trial.fold}-${trial.seed}`), examples, fold);
    this.#current = { key, files };
    return files;
  }

  /** What the folds of a run are laid over; its dataset is opened for the classes and groups of examples. */
  async #dataOf(
    { study, run, dataset }: Manifest,
    examples: number,
    signal: AbortSignal,
  ): Promise<SplitData> {
    if (this.#data?.run === run) return this.#data.data;
    const needed = study.dataset && needsTargets(study.folds);
    const known = needed ? await openPinned(study.dataset!, dataset, signal) : { examples };
    const data = await splitDataOf(study.folds, known);
    this.#data = { run, data };
    return data;
  }
}

/** Programs may remove them, and what cleans /tmp. */
function isThere({ train, validation }: TrialSplit): boolean {
  return existsSync(train) && existsSync(validation);
}

function checkPinned(manifest: Manifest, trial: Trial, fold: Fold): void {
  if (foldOf(manifest, trial)?.validationSha256 === fold.validationSha256) return;
  throw new FanoutError(
    'DATASET_CORRUPT',
    `fold ${trial.fold} of seed ${trial.seed} is not the one that the manifest pins`,
    { hint: 'run the same version of fanout on coordinator and workers' },
  );
}

async function write(directory: string, examples: number, fold: Fold): Promise<SplitFiles> {
  const [train, validation] = ['train', 'validation'].map((name) => join(directory, `${name}.npy`));
  await makeDirectory(directory);
  await writeFile(train!, npyOfIndices(fold.train));
  await writeFile(validation!, npyOfIndices(fold.validation));
  return { directory, examples, train: train!, validation: validation! };
}

/** Indices as npy: one dimension, little-endian int64. Pure. */
export function npyOfIndices(indices: Uint32Array): Buffer {
  const values = BigInt64Array.from(indices, BigInt);
  return Buffer.concat([npyHead('<i8', [indices.length]), new Uint8Array(values.buffer)]);
}
