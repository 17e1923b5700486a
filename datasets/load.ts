/** A dataset by its specification: one line for each source. */
import { FanoutError } from '../proto/errors.ts';
import { unlessAborted } from '../waiting/interruption.ts';
import type { Dataset, DatasetFacts } from './dataset.ts';
import { NAMED } from './named.ts';
import { describeOwn, loadOwn, ownLabels } from './own.ts';
import { describeShards, openShards, type ShardedDataset, type ShardsSpec } from './shards/open.ts';
import type { DatasetSpec } from './spec.ts';
import { describeTable, loadTable } from './table/load.ts';

/** What to do while a dataset is loaded. */
export interface LoadOptions {
  readonly onProgress?: (message: string) => void;
  /** Ends it with INTERRUPTED, whatever the dataset's server or volume does. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a dataset known: in memory, or as shards of which only index and labels are read. Throws DATASET_*
 * errors, INTERRUPTED.
 */
export async function openDataset(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Dataset | ShardedDataset> {
  const dataset =
    spec.kind === 'shards'
      ? await unlessStopped(options, openShards(spec, undefined, { signal: options.signal }))
      : await loadDataset(spec, options);
  const { normalize } = spec;
  // A fold's own deviation takes the place of the factor that bytes are multiplied by.
  return normalize === undefined ? dataset : { ...dataset, normalize, scale: 1 };
}

/** Reads a dataset into memory, fetching it first if need be. Throws DATASET_* errors, INTERRUPTED. */
export async function loadDataset(
  spec: Exclude<DatasetSpec, ShardsSpec>,
  options: LoadOptions = {},
): Promise<Dataset> {
  return unlessStopped(options, intoMemory(spec, options));
}

async function intoMemory(spec: Exclude<DatasetSpec, ShardsSpec>, options: LoadOptions): Promise<Dataset> {
  if (spec.kind === 'npy') return loadOwn(spec);
  if (spec.kind === 'table') return loadTable(spec);
  return NAMED[spec.name].load(spec.examples, options);
}

/**
 * What a study is checked against, without reading or fetching all of it: the whole dataset's facts. Throws
 * DATASET_* errors, INTERRUPTED.
 */
export async function describeDataset(
  spec: DatasetSpec,
  { signal }: Pick<LoadOptions, 'signal'> = {},
): Promise<Pick<DatasetFacts, 'examples' | 'shape' | 'classes' | 'task'>> {
  if (spec.kind === 'shards') return unlessStopped({ signal }, describeShards(spec, undefined, { signal }));
  if (spec.kind === 'npy') return unlessStopped({ signal }, describeOwn(spec));
  if (spec.kind === 'table') return unlessStopped({ signal }, describeTable(spec));
  return NAMED[spec.name].facts;
}

/** The classes of the examples that a study uses, and what is needed to speak of them. */
export type Labels = Pick<Dataset, 'shape' | 'classes' | 'task' | 'y' | 'groups' | 'classNames'>;

/**
 * The labels of a dataset, without its values; undefined for one that would have to be fetched as a whole.
 * Throws DATASET_* errors, INTERRUPTED.
 */
export async function openLabels(spec: DatasetSpec, options: LoadOptions = {}): Promise<Labels | undefined> {
  if (spec.kind === 'npy') return unlessStopped(options, ownLabels(spec));
  if (spec.kind === 'named' && NAMED[spec.name].fetched) return undefined;
  return openDataset(spec, options);
}

/**
 * As `work` settles. Transfers end by the signal themselves; a volume that hangs knows no signal, and is not
 * waited for.
 */
async function unlessStopped<T>({ signal }: Pick<LoadOptions, 'signal'>, work: Promise<T>): Promise<T> {
  try {
    return await unlessAborted(work, signal, () => undefined);
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new FanoutError('INTERRUPTED', 'told to stop while the dataset was read', {
      hint: 'run the command again; what has arrived of files from elsewhere is kept',
      cause: signal.reason,
    });
  }
}
