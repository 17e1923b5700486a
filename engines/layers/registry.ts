import { FanoutError } from '../../proto/errors.ts';
import type { Layer } from '../network.ts';
import { averagePool2d } from './average-pool-2d.ts';
import { conv2d } from './conv-2d/conv-2d.ts';
import { dense } from './dense/dense.ts';
import { flatten } from './flatten.ts';
import type { LayerDefinition } from './layer.ts';
import { maxPool2d } from './max-pool-2d.ts';

/** Every kind of layer that a study may name, in the order of the reference. */
export const LAYERS: readonly LayerDefinition[] = [conv2d, maxPool2d, averagePool2d, flatten, dense];

/**
 * The definition of a layer. Throws INTERNAL for a kind that no file declares: the schema lets none pass.
 * Pure.
 */
export function layerDefinition({ kind }: Pick<Layer, 'kind'>): LayerDefinition {
  const found = LAYERS.find((definition) => definition.kind === kind);
  if (found === undefined) throw new FanoutError('INTERNAL', `no layer is called ${JSON.stringify(kind)}`);
  return found;
}
