/** What a trial found out about itself beside its metrics. */

/** A fact about a completed trial. `step` counts from 0; `layer` is the name of the layer concerned. */
export type Finding =
  | { readonly kind: 'dead_start'; readonly layer: string }
  | { readonly kind: 'diverged'; readonly step: number }
  | { readonly kind: 'did_not_learn'; readonly chance: number };

/**
 * A layer of a trial at one moment, on a fixed batch of training examples. A figure that is not finite is
 * null.
 */
export interface LayerState {
  /** `conv2d_1`, `dense_1`, … */
  readonly layer: string;
  /** Of its values behind the activation (of the last layer: before softmax). */
  readonly mean: number | null;
  readonly variance: number | null;
  /** Share of units that put out 0 for every example. */
  readonly deadShare: number | null;
  /** Euclidean norm of the gradient of kernel and bias. */
  readonly gradientNorm: number | null;
  /** Norm of the step's update of the kernel over the kernel's own; null where that is 0. */
  readonly updateRatio: number | null;
}

/** The layers of a trial at one moment. */
export interface LayerSample {
  /** After how many epochs; 0: before the first step. */
  readonly epoch: number;
  /** Of the values that go into the first layer. */
  readonly input: { readonly mean: number | null; readonly variance: number | null };
  readonly layers: readonly LayerState[];
}
