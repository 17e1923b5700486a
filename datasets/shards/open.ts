/**
 * A dataset in shards becomes known: index → labels → what a study, the folds and the workers need. The
 * values stay where they are.
 */
import { stat } from 'node:fs/promises';
import { FanoutError } from '../../proto/errors.ts';
import { sha256 } from '../checksum.ts';
import type { DatasetFacts } from '../dataset.ts';
import { mustBeDeclared } from '../declared/paths.ts';
import { valuesOf } from '../npy.ts';
import { FileRefused } from '../regular-file.ts';
import type { DatasetSpec } from '../spec.ts';
import { parseIndex, type ShardIndex } from './index-file.ts';
import { beside, type Location, locate, shownLocation } from './location.ts';
import type { ShardStore, StoredFile, Waiting } from './store.ts';
import { storeFor } from './stores.ts';

export type ShardsSpec = Extract<DatasetSpec, { kind: 'shards' }>;

/** One shard: a file with a run of the dataset's examples. */
export interface Shard extends StoredFile {
  /** Position in the dataset of its first example. */
  readonly first: number;
  /**
   * Examples of it that the study uses: all, but in the last shard of a study that keeps only the first so
   * many.
   */
  readonly used: number;
  /** Examples that the file has. */
  readonly examples: number;
}

/** A dataset whose values are read from shards as they are needed. */
export interface ShardedDataset extends DatasetFacts {
  readonly layout: ShardIndex['layout'];
  readonly dtype: ShardIndex['dtype'];
  /** Names of the classes, in the order of their numbers, where the index has them. */
  readonly classNames?: readonly string[];
  /** Images that were left out when it was packed, from the folder they lay in; absent: none. */
  readonly skipped?: readonly string[];
  /** Class of each example, 0 … classes − 1. */
  readonly y: Int32Array;
  readonly shards: readonly Shard[];
  readonly store: ShardStore;
  /** Examples that the shuffle buffer is to hold; absent: as many as fit. */
  readonly shuffle?: number;
}

/**
 * Reads index and labels. Throws DATASET_*, UNAVAILABLE, CREDENTIALS_REFUSED, OUTPUT_UNWRITABLE, or the
 * signal's reason.
 */
export async function openShards(
  spec: ShardsSpec,
  store = storeFor(locate(spec.index)),
  waiting: Waiting = {},
): Promise<ShardedDataset> {
  const { index, location, checksum } = await readIndex(spec, store, waiting);
  const y = await readLabels(index, location, store, waiting);
  const examples = Math.min(spec.examples ?? index.examples, index.examples);
  const part = examples < index.examples;
  return {
    name: spec.name ?? index.name,
    examples,
    shape: index.shape,
    scale: index.dtype === 'uint8' ? 1 / 255 : 1,
    classes: index.classes,
    sha256: part ? sha256(Buffer.from(`${checksum} ${examples}`)) : checksum,
    licence: index.licence,
    layout: index.layout,
    dtype: index.dtype,
    ...(index.classNames ? { classNames: index.classNames } : {}),
    ...(index.skipped ? { skipped: index.skipped } : {}),
    y: part ? y.slice(0, examples) : y,
    shards: shardsOf(index, location, examples),
    store,
    ...(spec.shuffle === undefined ? {} : { shuffle: spec.shuffle }),
  };
}

/**
 * What a study must know of it: reads the index, and looks whether shards on a volume are there. Throws as
 * `openShards` does.
 */
export async function describeShards(
  spec: ShardsSpec,
  store = storeFor(locate(spec.index)),
  waiting: Waiting = {},
): Promise<Pick<DatasetFacts, 'examples' | 'shape' | 'classes'>> {
  const { index, location } = await readIndex(spec, store, waiting);
  const files = [index.labels, ...index.shards].map((file) => ({ ...file, at: beside(location, file.file) }));
  for (const { at, bytes } of files) {
    if (at.kind === 'url') continue;
    const found = await mustBeDeclared(at.path)
      .then(() => stat(at.path))
      .catch((error: NodeJS.ErrnoException | FileRefused) => {
        if (error instanceof FileRefused) throw notRead(at, error);
        return error.code;
      });
    if (typeof found !== 'object') {
      throw new FanoutError(
        'DATASET_MISSING',
        `cannot find ${shownLocation(at)}, which the index names: ${found}`,
        {
          hint: 'copy all files of the dataset, or pack it again',
        },
      );
    }
    if (!found.isFile()) {
      throw new FanoutError(
        'DATASET_UNSUPPORTED',
        `${shownLocation(at)}, which the index names, is no regular file`,
        {
          hint: 'copy all files of the dataset, or pack it again',
        },
      );
    }
    if (found.size !== bytes) {
      throw new FanoutError(
        'DATASET_CORRUPT',
        `${shownLocation(at)} must have ${bytes} bytes, found ${found.size}`,
        {
          hint: 'copy the file again, or pack the dataset again',
        },
      );
    }
  }
  return { examples: index.examples, shape: index.shape, classes: index.classes };
}

const notRead = (at: Location, { message }: FileRefused) =>
  new FanoutError('DATASET_UNSUPPORTED', `${shownLocation(at)} is not read: ${message}`, {
    hint: 'put all files of the dataset into one folder, and no links that lead out of it',
  });

async function readIndex(spec: ShardsSpec, store: ShardStore, waiting: Waiting) {
  const location = locate(spec.index);
  const bytes = await store.read(location, waiting);
  const checksum = sha256(bytes);
  const source = shownLocation(location);
  if (spec.sha256 !== undefined && spec.sha256 !== checksum) {
    throw new FanoutError(
      'DATASET_CORRUPT',
      `${source} must have SHA-256 ${spec.sha256}, found ${checksum}`,
      {
        hint: 'this is another version of the dataset than the study names: correct dataset.shards.sha256, or the index',
      },
    );
  }
  return { index: parseIndex(Buffer.from(bytes).toString(), source), location, checksum };
}

async function readLabels(
  index: ShardIndex,
  location: Location,
  store: ShardStore,
  waiting: Waiting,
): Promise<Int32Array> {
  const stored = { ...index.labels, location: beside(location, index.labels.file) };
  const name = shownLocation(stored.location);
  const file = await store.open(stored, waiting);
  try {
    const { values, shape, dtype } = await valuesOf(file, name);
    if (dtype !== '<i4' || shape.length !== 1 || shape[0] !== index.examples)
      throw unsound(name, `it must hold ${index.examples} int32, found ${dtype} of ${shape.join(' × ')}`);
    const labels = values as Int32Array;
    const wrong = labels.findIndex((label) => label < 0 || label >= index.classes);
    if (wrong >= 0)
      throw unsound(name, `labels must be 0 to ${index.classes - 1}, found ${labels[wrong]} at ${wrong}`);
    return labels;
  } finally {
    await file.close();
  }
}

function shardsOf(index: ShardIndex, location: Location, examples: number): Shard[] {
  const shards: Shard[] = [];
  let first = 0;
  for (const shard of index.shards) {
    if (first >= examples) break;
    const used = Math.min(shard.examples, examples - first);
    const { bytes, sha256: checksum } = shard;
    shards.push({
      location: beside(location, shard.file),
      bytes,
      sha256: checksum,
      first,
      used,
      examples: shard.examples,
    });
    first += shard.examples;
  }
  return shards;
}

function unsound(name: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${name} cannot be the labels of this dataset: ${what}`, {
    hint: 'pack the dataset again',
  });
}
