import type { z } from 'zod';
import type { Value } from '../ir/form.ts';
import type { Operation } from '../native/graph/operation.ts';
import type { Layer } from '../network.ts';
import type { Stage } from '../wasm/stage.ts';
import type { Building } from './building.ts';
import type { ParameterSpec } from './parameter.ts';
import type { Placed, Shape } from './shape.ts';

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
  /** Of a layer with settings that may all be left out: it can be written as its name alone too. */
  readonly bare?: true;
  /** Whether the layer reads whole numbers that name something: they are not scaled, and it is the first. */
  readonly readsNumbers?: true;
  /** The layer that a study file's entry means, for a dataset with so many classes. Pure. */
  resolve(entry: unknown, classes: number): L;
  /** The shape behind the layer, or a sentence on why it does not fit. Pure. */
  shape(layer: L, input: Shape): Shape | string;
  /** Its parameters, in the order of Keras's weights; absent for a layer that has none. Pure. */
  parameters?(layer: L, input: Shape): readonly ParameterSpec[];
  /** The values behind the layer in the intermediate form (docs/adding-a-layer.md). Pure but for `at`. */
  build(placed: Placed<L>, x: Value, at: Building): Value;
  /**
   * What a chain of layers needs that has kernels of its own on each backend (docs/decisions/0013); absent,
   * or absent for these settings: a network with the layer runs in the intermediate form.
   */
  readonly chain?: ChainPart<L>;
}

/** A layer as a part of a chain of fused kernels. */
export interface ChainPart<L extends Layer = Layer> {
  /** Whether the kernels have these settings. Pure. */
  takes(layer: L): boolean;
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
