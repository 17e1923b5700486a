import type { Activation } from '../../network.ts';
import type { GraphBuilder, Out } from './builder.ts';
import type { Attribute } from './graph-def.ts';

/**
 * Values on their way through a graph, for a group of G trials in the same tensors.
 *
 * Images are [n, h, w, G·channels] (trial after trial along the channels), flat values [G, n, features], or
 * [n, features] where G is 1: then a plain matrix product does, which TensorFlow fuses with bias and relu.
 * Before the first weights all trials share one value without G; `shared` says so.
 */
export interface Flow {
  readonly out: Out;
  readonly shared: boolean;
}

/**
 * A layer's weights as a pass reads them: kernel [kh, kw, in, G·out] and bias [G·out], or [G, in, out] and
 * [G, 1, out] ([in, out] and [out] where G is 1).
 */
export interface LayerWeights {
  readonly kernel: Out;
  readonly bias: Out;
}

/**
 * A gradient on its way back. `pooled`: another tensor with the same sums for each channel, and fewer values.
 */
export interface Gradient {
  readonly out: Out;
  readonly pooled?: Out;
}

/** What is known where an operation is laid out. */
export interface Place {
  readonly graph: GraphBuilder;
  readonly trials: number;
}

/** What a forward pass left for the way back. */
export interface Step {
  readonly input: Flow;
  readonly output: Flow;
  readonly weights: LayerWeights | undefined;
}

/**
 * One operation of a model: how it is laid out in a graph, forwards and backwards, with TensorFlow's own
 * gradient operations.
 */
export interface Operation {
  /**
   * Only of a layer with weights: what follows its sum, and whether it is looked at at every third row and
   * column.
   */
  readonly weighted?: { readonly activation: Activation; readonly image: boolean };
  /** Whether the operation may stand before a relu as well as behind it: before, there is less to do. */
  readonly commutesWithRelu?: boolean;
  forward(place: Place, input: Flow, weights: LayerWeights | undefined): Flow;
  /** From the gradient of the output to those of the weights and, where `wantsInput`, of the input. */
  backward(
    place: Place,
    step: Step,
    gradient: Gradient,
    wantsInput: boolean,
  ): { readonly input?: Gradient; readonly weights?: LayerWeights };
}

export const float: Attribute = { type: 'float' };
export const int32: Attribute = { type: 'int32' };
export const STRIDES: Attribute = { ints: [1, 1, 1, 1] };

/** Attributes of a pooling over windows of size × size side by side. Pure. */
export function windows(size: number): Readonly<Record<string, Attribute>> {
  const ints = { ints: [1, size, size, 1] };
  return { T: float, ksize: ints, strides: ints, padding: { string: 'VALID' } };
}
