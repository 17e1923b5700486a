import type { WeightsShape } from './layers/layer.ts';
import { layerDefinition } from './layers/registry.ts';
import type { Placed, Shape } from './layers/shape.ts';
import type { Layer } from './network.ts';

/** A layer that has weights, with everything that drawing and counting them needs. */
export interface WeightedLayer extends WeightsShape {
  /** Kind and ordinal among its kind: `conv2d_1`, `dense_1`, `dense_2`. */
  readonly name: string;
  /** Position in the model, from 0. */
  readonly position: number;
  /** Whether this is the last layer with weights. */
  readonly output: boolean;
}

/** Why a model does not fit its input: the layer's position (from 0) and a sentence. */
export interface ModelProblem {
  readonly position: number;
  readonly problem: string;
}

/**
 * Follows one example's shape through the model; stops at the first layer that does not fit. Throws INTERNAL
 * for an unknown kind. Pure.
 */
export function shapeModel(
  model: readonly Layer[],
  inputShape: Shape,
): { readonly layers: readonly Placed[]; readonly problem?: ModelProblem } {
  const layers: Placed[] = [];
  let input = inputShape;
  for (const [position, layer] of model.entries()) {
    const output = layerDefinition(layer).shape(layer, input);
    if (typeof output === 'string') return { layers, problem: { position, problem: output } };
    layers.push({ layer, input, output });
    input = output;
  }
  return { layers };
}

/**
 * The layers with weights, in order, for a model that fits (see `shapeModel`). Throws INTERNAL for an unknown
 * kind. Pure.
 */
export function weightedLayers(model: readonly Layer[], inputShape: Shape): readonly WeightedLayer[] {
  const ordinals = new Map<string, number>();
  const found = shapeModel(model, inputShape).layers.flatMap(({ layer, input }, position) => {
    const weights = layerDefinition(layer).weights?.(layer, input);
    if (weights === undefined) return [];
    const ordinal = (ordinals.get(layer.kind) ?? 0) + 1;
    ordinals.set(layer.kind, ordinal);
    return { ...weights, name: `${layer.kind}_${ordinal}`, position };
  });
  return found.map((layer, index) => ({ ...layer, output: index === found.length - 1 }));
}
