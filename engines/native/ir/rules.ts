import { batchNormGradientRule, batchNormRule } from './batch-norm.ts';
import { convInputGradientRule, convKernelGradientRule, convRule } from './convolution.ts';
import {
  binaryRule,
  broadcastRule,
  crossEntropyRule,
  gatherRule,
  matmulRule,
  reduceRule,
  scatterAddRule,
  unaryRule,
} from './elementwise.ts';
import type { Rule } from './lowering.ts';
import { poolGradientRule, poolRule } from './pooling.ts';
import { concatRule, padRule, reshapeRule, sliceRule, transposeRule } from './shapes.ts';

/** Each operation of the intermediate form (`engines/ir/registry.ts`) in a TensorFlow graph. */
export const RULES: Readonly<Record<string, Rule>> = {
  constant: ({ graph, node }) => [graph.constant([(node.attributes as { readonly value: number }).value])],
  unary: unaryRule,
  binary: binaryRule,
  reduce: reduceRule,
  broadcastLike: broadcastRule,
  reshape: reshapeRule,
  transpose: transposeRule,
  pad: padRule,
  slice: sliceRule,
  concat: concatRule,
  matmul: matmulRule,
  conv2d: convRule,
  conv2dInputGradient: convInputGradientRule,
  conv2dKernelGradient: convKernelGradientRule,
  pool2d: poolRule,
  pool2dGradient: poolGradientRule,
  batchNorm: batchNormRule,
  batchNormGradient: batchNormGradientRule,
  crossEntropy: crossEntropyRule,
  gather: gatherRule,
  scatterAdd: scatterAddRule,
};
