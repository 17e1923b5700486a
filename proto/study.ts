/**
 * The resolved study: what a study file means once every default is filled in and every rule is checked.
 * The coordinator makes it (`study/`), the manifest carries it, the worker obeys it.
 */

import type { Metric, Objective } from './metrics.ts';

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
 * One choice that the study compares. `label` is its name everywhere (trial key, metrics, report): the
 * initializer's own name, or one the user gave with `as`. Characters: letters, digits, `_`, `-`, `.`; at most
 * 48.
 */
export interface Initializer {
  readonly label: string;
  readonly name: InitializerName;
  /**
   * Parameters by Keras's names (`mean`, `stddev`, `value`, `gain`), and `min`/`max` for `random_uniform`.
   */
  readonly parameters: Readonly<Record<string, number>>;
  /** Only in a study that varies other fields than the initializer: what this choice has in their place. */
  readonly variant?: Variant;
}

/** What a study compares, if not initializers alone. */
export interface Factor {
  /** The field's last part, `learningRate`, or `initializer`: what tables call it. */
  readonly name: string;
  /** The field as the study file has it: `training.optimizer.sgd.learningRate`. */
  readonly field: string;
  readonly levels: readonly string[];
}

/** The study as one choice of a study with factors has it. */
export interface Variant {
  /** The level of each factor, by the factor's name. */
  readonly levels: Readonly<Record<string, string>>;
  /**
   * The initializer's own name: choices that share it start from the same weights, so that they are paired in
   * these too.
   */
  readonly initializer: string;
  readonly initialize: 'hidden' | 'all';
  readonly model: readonly Layer[];
  readonly training: Training;
}

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'softmax';

/**
 * A layer of the model by its kind, with its settings, every default filled in (`engines/layers/`). Images
 * are NHWC.
 */
export interface Layer {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/**
 * An optimizer by its name, and its settings by theirs: numbers, every default filled in
 * (`engines/optimizers/`).
 */
export interface Optimizer {
  readonly kind: string;
  readonly learningRate: number;
  readonly [setting: string]: number | string;
}

export interface Training {
  readonly optimizer: Optimizer;
  /**
   * Examples per step, 1 … the size of the smallest training fold. The last batch of an epoch may be smaller,
   * as in Keras.
   */
  readonly batchSize: number;
  readonly epochs: number;
}

/**
 * Where the examples come from. `examples` keeps only the first so many; absent: all. Paths are absolute once
 * resolved.
 */
export type DatasetSpec =
  | { readonly kind: 'named'; readonly name: 'mnist' | 'fashion-mnist' | 'iris'; readonly examples?: number }
  | {
      readonly kind: 'npy';
      readonly name: string;
      readonly x: string;
      readonly y: string;
      readonly examples?: number;
    }
  | {
      readonly kind: 'shards';
      /** Absent: as the index says. */
      readonly name?: string;
      /** The index's path or http(s) URL, and the SHA-256 (hex) that it must have. */
      readonly index: string;
      readonly sha256?: string;
      /**
       * Examples that the shuffle buffer holds; absent: as many as fit into 64 MiB. Part of the experiment:
       * it decides the order.
       */
      readonly shuffle?: number;
      readonly examples?: number;
    };

export interface FoldsSpec {
  readonly count: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /**
   * Only where each seed of the study has folds of its own, drawn anew; absent: all seeds have the same
   * folds.
   */
  readonly resplit?: true;
}

/** A study, resolved and frozen. */
export interface Study {
  readonly name: string;
  readonly dataset: DatasetSpec;
  /**
   * What is compared: the columns of the grid. With `factors` each of them is a combination of the factors'
   * levels.
   */
  readonly initializers: readonly Initializer[];
  /** Only with `vary` in the study file: one factor, or two that are crossed. */
  readonly factors?: readonly Factor[];
  /**
   * `hidden`: every layer but the output gets the trial's initializer, the output gets glorot_uniform; `all`:
   * every layer.
   */
  readonly initialize: 'hidden' | 'all';
  readonly folds: FoldsSpec;
  readonly seeds: readonly number[];
  /** `units: classes` is already replaced by the dataset's number of classes. */
  readonly model: readonly Layer[];
  readonly training: Training;
  /** What each trial reports, by name. */
  readonly metrics: readonly Metric[];
  /** What the study decides by. */
  readonly objective: Objective;
}

/** The study as one of its choices has it: itself, with the choice's variant in place. Pure. */
export function studyOf(study: Study, choice: Initializer | undefined): Study {
  if (!choice?.variant) return study;
  const { initialize, model, training } = choice.variant;
  return { ...study, initialize, model, training };
}

/**
 * Choices with the same key can be trained in one graph: they differ in nothing but their first weights.
 * Pure.
 */
export function graphKey({ variant }: Initializer): string {
  return variant ? JSON.stringify([variant.model, variant.training]) : '';
}
