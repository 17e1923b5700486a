import { compositeDefinition } from './layers/composites.ts';
import type { Layer } from './network.ts';

/** Where a layer stands below `model`: [3, 'residual', 'main', 1]. */
export type Place = readonly (string | number)[];

/** What is done at each layer, and where two ways meet. */
export interface Visitor<T> {
  layer(layer: Layer, input: T, place: Place): T;
  add(a: T, b: T, place: Place): T;
}

/** The most layers of a model, every repetition counted: more are no network that anybody trains here. */
export const MOST_LAYERS = 10_000;

/**
 * Goes through a model layer by layer, into those that are made of layers: an input, a shape or a value on
 * its way. Pure but for the visitor.
 */
export function follow<T>(model: readonly Layer[], input: T, visitor: Visitor<T>, place: Place = []): T {
  let value = input;
  for (const [position, layer] of model.entries()) {
    const here = [...place, position];
    const composite = compositeDefinition(layer);
    if (composite === undefined) {
      value = visitor.layer(layer, value, here);
      continue;
    }
    value = composite.follow(layer, value, {
      chain: (layers, from, ...within) => follow(layers, from, visitor, [...here, layer.kind, ...within]),
      add: (a, b) => visitor.add(a, b, [...here, layer.kind]),
    });
  }
  return value;
}
