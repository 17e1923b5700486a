import type { z } from 'zod';
import type { Operation } from '../native/graph/operation.ts';
import type { Activation, Layer } from '../network.ts';
import type { Stage } from '../wasm/stage.ts';
import type { Placed, Shape } from './shape.ts';

/** The weights of a layer: a kernel and a bias. */
export interface WeightsShape {
  /** Keras's layout: [height, width, in, out] for a convolution, [in, out] for a dense layer. */
  readonly kernelShape: readonly number[];
  /** Length of the bias. */
  readonly units: number;
  /** As Keras counts them: receptive field × channels in, receptive field × channels out. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** What follows the sum; it is part of the layer. */
  readonly activation: Activation;
}

/** Values of one example through a layer, in double precision: behind the bias, before the activation. */
export type Exact<L extends Layer> = (
  placed: Placed<L>,
  values: Float64Array,
  kernel: Float64Array,
  bias: Float64Array,
) => Float64Array;

/**
 * All that there is to say of a kind of layer. A new one is a file of its own, its test, and a line in
 * `registry.ts`.
 */
export interface LayerDefinition<L extends Layer = Layer> {
  /** Its name in a study file: `conv2d`. */
  readonly kind: string;
  /** What it is, for the reference of the study file. */
  readonly description: string;
  /** What a study file gives under the name; null: the layer is written as its name alone. */
  readonly schema: z.ZodType | null;
  /** The layer that a study file's entry means, for a dataset with so many classes. Pure. */
  resolve(entry: unknown, classes: number): L;
  /** The shape behind the layer, or a sentence on why it does not fit. Pure. */
  shape(layer: L, input: Shape): Shape | string;
  /** Absent for a layer without weights. Pure. */
  weights?(layer: L, input: Shape): WeightsShape;
  /**
   * The arithmetic, written for being obviously right: what the engines are held to. A layer without weights
   * gets empty ones. Pure.
   */
  readonly exact: Exact<L>;
  /** The layer as an operation of a TensorFlow graph; undefined where it moves nothing. Pure. */
  native(placed: Placed<L>): Operation | undefined;
  /** The layer as a stage of the WebAssembly kernels; undefined where it moves nothing. Pure. */
  wasm(placed: Placed<L>): Stage | undefined;
}

/** A definition among others: what a layer holds is known to its own functions only. */
export function defineLayer<L extends Layer>(definition: LayerDefinition<L>): LayerDefinition {
  return definition as unknown as LayerDefinition;
}
