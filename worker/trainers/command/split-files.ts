/** The indices of a trial's fold, as files that its program reads. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fold, makeFold, splitOf } from '../../../datasets/folds.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Trial } from '../../../study/grid.ts';
import { foldOf, type Manifest } from '../../../study/manifest.ts';
import type { TrialSplit } from './trial-file.ts';

/** A directory with the two files. */
export interface SplitFiles extends TrialSplit {
  readonly directory: string;
}

/** Writes them, once for the trials of a block that come one after the other. */
export class Splits {
  readonly #root: string;
  #current: { readonly key: string; readonly files: SplitFiles } | undefined;

  /** `root`: a directory of this worker alone. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The files of a trial's fold; undefined where nobody says how many examples there are. Throws
   * DATASET_CORRUPT when the fold is not the one that the manifest pins, and what the file system throws.
   */
  async of(manifest: Manifest, trial: Trial): Promise<SplitFiles | undefined> {
    const { study, run, dataset } = manifest;
    if (!dataset || manifest.folds.length === 0) return undefined;
    const { examples } = dataset;
    const key = [run, study.folds.resplit ? trial.seed : 'all', trial.fold].join('/');
    if (this.#current?.key === key) return this.#current.files;
    const fold = makeFold(examples, splitOf(study.folds, trial.seed), trial.fold);
    checkPinned(manifest, trial, fold);
    if (this.#current) await rm(this.#current.files.directory, { recursive: true, force: true });
    this.#current = undefined;
    const files = await write(join(this.#root, `split-${trial.fold}-${trial.seed}`), examples, fold);
    this.#current = { key, files };
    return files;
  }
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
  await mkdir(directory, { recursive: true });
  await writeFile(train!, npyOfIndices(fold.train));
  await writeFile(validation!, npyOfIndices(fold.validation));
  return { directory, examples, train: train!, validation: validation! };
}

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
/** The header with all before it is a multiple of this (numpy.lib.format, version 1.0). */
const ALIGNMENT = 64;

/** Indices as npy 1.0: one dimension, little-endian int64. Pure. */
export function npyOfIndices(indices: Uint32Array): Buffer {
  const text = `{'descr': '<i8', 'fortran_order': False, 'shape': (${indices.length},), }`;
  const before = MAGIC.length + 2;
  const header = text.padEnd(Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before - 1);
  const bytes = Buffer.alloc(before + header.length + 1 + indices.length * 8);
  MAGIC.copy(bytes);
  bytes.writeUInt16LE(header.length + 1, MAGIC.length);
  bytes.write(`${header}\n`, before, 'latin1');
  const data = before + header.length + 1;
  for (let index = 0; index < indices.length; index++) bytes.writeUInt32LE(indices[index]!, data + index * 8);
  return bytes;
}
