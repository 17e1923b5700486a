/** A dataset by its specification: one line for each source. */
import type { DatasetSpec } from '../proto/study.ts';
import type { Dataset, DatasetFacts } from './dataset.ts';
import { IRIS_FACTS, loadIris, loadMnist } from './embedded.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import { MNIST_FACTS } from './images.ts';
import { describeOwn, loadOwn } from './own.ts';
import { describeShards, openShards, type ShardedDataset, type ShardsSpec } from './shards/open.ts';

interface LoadOptions {
  readonly onProgress?: (message: string) => void;
}

/** Makes a dataset known: in memory, or as shards of which only index and labels are read. Throws DATASET_* errors. */
export async function openDataset(
  spec: DatasetSpec,
  options: LoadOptions = {},
): Promise<Dataset | ShardedDataset> {
  return spec.kind === 'shards' ? openShards(spec) : loadDataset(spec, options);
}

/** Reads a dataset into memory, fetching it first if need be. Throws DATASET_* errors. */
export async function loadDataset(
  spec: Exclude<DatasetSpec, ShardsSpec>,
  options: LoadOptions = {},
): Promise<Dataset> {
  if (spec.kind === 'npy') return loadOwn(spec);
  switch (spec.name) {
    case 'mnist':
      return loadMnist(spec.examples);
    case 'iris':
      return loadIris(spec.examples);
    case 'fashion-mnist':
      return loadFashionMnist(spec.examples, options);
  }
}

/** What a study is checked against, without reading or fetching all of it: the whole dataset's facts. Throws DATASET_* errors. */
export async function describeDataset(
  spec: DatasetSpec,
): Promise<Pick<DatasetFacts, 'examples' | 'shape' | 'classes'>> {
  if (spec.kind === 'shards') return describeShards(spec);
  if (spec.kind === 'npy') return describeOwn(spec);
  return spec.name === 'iris' ? IRIS_FACTS : MNIST_FACTS;
}
