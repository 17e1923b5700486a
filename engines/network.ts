/**
 * A network as a study has it once every default is filled in: layers, and the optimizer that trains them.
 */

export type Activation =
  | 'linear'
  | 'relu'
  | 'leakyRelu'
  | 'elu'
  | 'selu'
  | 'gelu'
  | 'silu'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'softmax';

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
