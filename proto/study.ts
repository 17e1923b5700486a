/**
 * The resolved study: what a study file means once every default is filled in and every rule is checked.
 * The coordinator makes it (`coordinator/study/`), the manifest carries it, the worker obeys it.
 */

/** The initializers that fanout knows, named as in Keras. */
export const INITIALIZER_NAMES = [
  'zeros',
  'ones',
  'constant',
  'random_normal',
  'random_uniform',
  'truncated_normal',
  'glorot_normal',
  'glorot_uniform',
  'he_normal',
  'he_uniform',
  'lecun_normal',
  'lecun_uniform',
  'orthogonal',
] as const;
export type InitializerName = (typeof INITIALIZER_NAMES)[number];

/**
 * One choice that the study compares. `label` is its name everywhere (trial key, metrics, report): the initializer's
 * own name, or one the user gave with `as`. Characters: letters, digits, `_`, `-`, `.`; at most 48.
 */
export interface Initializer {
  readonly label: string;
  readonly name: InitializerName;
  /** Parameters by Keras's names (`mean`, `stddev`, `value`, `gain`), and `min`/`max` for `random_uniform`. */
  readonly parameters: Readonly<Record<string, number>>;
}

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'softmax';

/** A layer of the model. Images are NHWC; convolution strides are 1; `softmax` stands only on the last layer. */
export type Layer =
  | {
      readonly kind: 'conv2d';
      readonly filters: number;
      readonly kernel: number;
      readonly padding: 'valid' | 'same';
      readonly activation: Activation;
    }
  | { readonly kind: 'maxPool2d'; readonly size: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dense'; readonly units: number; readonly activation: Activation };

export type Optimizer =
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly momentum: number }
  | {
      readonly kind: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };

export interface Training {
  readonly optimizer: Optimizer;
  /** Examples per step, 1 … the size of the smallest training fold. The last batch of an epoch may be smaller, as in Keras. */
  readonly batchSize: number;
  readonly epochs: number;
}

/** Where the examples come from. `examples` keeps only the first so many; absent: all. Paths are absolute once resolved. */
export type DatasetSpec =
  | { readonly kind: 'named'; readonly name: 'mnist' | 'fashion-mnist' | 'iris'; readonly examples?: number }
  | {
      readonly kind: 'npy';
      readonly name: string;
      readonly x: string;
      readonly y: string;
      readonly examples?: number;
    };

export interface FoldsSpec {
  readonly count: number;
  readonly shuffle: boolean;
  readonly seed: number;
}

/** A study, resolved and frozen. */
export interface Study {
  readonly name: string;
  readonly dataset: DatasetSpec;
  readonly initializers: readonly Initializer[];
  /** `hidden`: every layer but the output gets the trial's initializer, the output gets glorot_uniform; `all`: every layer. */
  readonly initialize: 'hidden' | 'all';
  readonly folds: FoldsSpec;
  readonly seeds: readonly number[];
  /** `units: classes` is already replaced by the dataset's number of classes. */
  readonly model: readonly Layer[];
  readonly training: Training;
  /** What the verdict needs to be told: the largest difference in accuracy that does not matter (0.005: half a percentage point). */
  readonly verdict: { readonly margin: number; readonly alpha: number };
}
