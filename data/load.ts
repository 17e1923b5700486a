/** A dataset by its specification: one line for each source. */
import type { DatasetSpec } from '../proto/study.ts';
import type { Dataset } from './dataset.ts';
import { loadMnist, MNIST_FACTS } from './mnist.ts';

export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
}

export async function loadDataset(spec: DatasetSpec, _options: { onProgress?: (message: string) => void } = {}): Promise<Dataset> {
  return loadMnist(spec.examples);
}

export async function describeDataset(_spec: DatasetSpec): Promise<DatasetFacts> {
  return MNIST_FACTS;
}
