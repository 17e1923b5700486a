import { FanoutError } from '../../proto/errors.ts';
import type { Layer } from '../network.ts';
import { ACTIVATION_LAYERS } from './activation-layers.ts';
import { averagePool2d } from './average-pool-2d.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv-2d/conv-2d.ts';
import { dense } from './dense/dense.ts';
import { depthwiseConv2d } from './depthwise-conv-2d.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool2d, globalMaxPool2d } from './global-pool-2d.ts';
import { groupNorm } from './group-norm.ts';
import type { LayerDefinition } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { maxPool2d } from './max-pool-2d.ts';
import { separableConv2d } from './separable-conv-2d.ts';
import { spatialDropout } from './spatial-dropout.ts';
import { zeroPadding2d } from './zero-padding-2d.ts';

/** Every kind of layer that a study may name, in the order of the reference. */
export const LAYERS: readonly LayerDefinition[] = [
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPool2d,
  averagePool2d,
  globalMaxPool2d,
  globalAveragePool2d,
  zeroPadding2d,
  flatten,
  dense,
  embedding,
  batchNorm,
  layerNorm,
  groupNorm,
  dropout,
  spatialDropout,
  ...ACTIVATION_LAYERS,
];

/**
 * The definition of a layer. Throws INTERNAL for a kind that no file declares: the schema lets none pass.
 * Pure.
 */
export function layerDefinition({ kind }: Pick<Layer, 'kind'>): LayerDefinition {
  const found = LAYERS.find((definition) => definition.kind === kind);
  if (found === undefined) throw new FanoutError('INTERNAL', `no layer is called ${JSON.stringify(kind)}`);
  return found;
}
