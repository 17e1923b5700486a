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
  readonly [setting: string]: number | string | boolean;
}

/**
 * What is minimised, by its name in Keras, a mean over the examples of a batch and over their outputs; what
 * L2 decay adds is no part of it. Binary cross-entropy puts each output through a sigmoid, and wants 1 of the
 * example's own class and 0 of all others. `smoothing`: the share of an example's weight that all classes
 * have alike (Szegedy et al. 2016), 0 … 1. `delta`: where Huber's loss goes over from squares to distances.
 */
export type Loss =
  | { readonly kind: 'categoricalCrossEntropy'; readonly smoothing?: number }
  | { readonly kind: 'binaryCrossEntropy' }
  | { readonly kind: 'mse' }
  | { readonly kind: 'mae' }
  | { readonly kind: 'huber'; readonly delta: number };

/** How weights are drawn towards 0. */
export interface Decay {
  /**
   * Decoupled: the share of itself, times the step's learning rate, that a weight loses before its update
   * (Loshchilov and Hutter 2019). Otherwise, what is added to its gradient is this times the weight: the
   * gradient of rate / 2 × the sum of squares (L2).
   */
  readonly rate: number;
  readonly decoupled: boolean;
  /** Whether biases and the weights of normalisation lose as well. */
  readonly biases: boolean;
}

/** The bounds of a step's gradient, before the optimizer sees it. */
export interface Clip {
  /** The largest absolute value of each gradient. */
  readonly value?: number;
  /** The largest Euclidean norm of all gradients of a trial together: larger ones are scaled down to it. */
  readonly norm?: number;
}
