/** A dataset by its specification: one line for each source. */
import type { DatasetSpec } from '../proto/study.ts';
import type { Dataset } from './dataset.ts';
import { IRIS_FACTS, loadIris, loadMnist } from './embedded.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import { MNIST_FACTS } from './images.ts';
import { describeOwn, loadOwn } from './own.ts';

/** Reads a dataset, fetching it first if need be. Throws DATASET_* errors. */
export async function loadDataset(
  spec: DatasetSpec,
  options: { readonly onProgress?: (message: string) => void } = {},
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
): Promise<Pick<Dataset, 'examples' | 'shape' | 'classes'>> {
  if (spec.kind === 'npy') return describeOwn(spec);
  return spec.name === 'iris' ? IRIS_FACTS : MNIST_FACTS;
}
