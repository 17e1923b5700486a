/** The datasets that are known by name: those that come with fanout, and those that are fetched. */
import { CIFAR10_FACTS, loadCifar10 } from './cifar10.ts';
import type { Dataset, DatasetFacts } from './dataset.ts';
import { IRIS_FACTS, loadIris, loadMnist } from './embedded.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import type { FetchOptions } from './fetch.ts';
import { MNIST_FACTS } from './images.ts';
import { loadSklearn, SKLEARN_SETS } from './sklearn.ts';
import type { NamedDataset } from './spec.ts';

interface Named {
  /** Of the whole of it. */
  readonly facts: Pick<DatasetFacts, 'examples' | 'shape' | 'classes' | 'task'>;
  /** It does not come with fanout. */
  readonly fetched?: true;
  /** Reads the first `examples`, or all. Throws DATASET_*. */
  load(examples: number | undefined, options: FetchOptions): Promise<Dataset>;
}

const sklearn = (name: keyof typeof SKLEARN_SETS): Named => ({
  facts: SKLEARN_SETS[name].facts,
  load: (examples) => loadSklearn(name, examples),
});

/** Each by its name. */
export const NAMED: Readonly<Record<NamedDataset, Named>> = {
  mnist: { facts: MNIST_FACTS, load: loadMnist },
  'fashion-mnist': { facts: MNIST_FACTS, fetched: true, load: loadFashionMnist },
  cifar10: { facts: CIFAR10_FACTS, fetched: true, load: loadCifar10 },
  iris: { facts: IRIS_FACTS, load: loadIris },
  digits: sklearn('digits'),
  wine: sklearn('wine'),
  'breast-cancer': sklearn('breast-cancer'),
  diabetes: sklearn('diabetes'),
};
