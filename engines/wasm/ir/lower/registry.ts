import { FanoutError } from '../../../../proto/errors.ts';
import type { Node } from '../../../ir/form.ts';
import { lowerConv2d, lowerConv2dInputGradient } from './convolution.ts';
import { lowerCrossEntropy } from './cross-entropy.ts';
import { lowerConv2dKernelGradient } from './kernel-gradient.ts';
import type { Lowering } from './lowering.ts';
import { lowerMatmul } from './matmul.ts';
import { lowerConcat, lowerPad, lowerSlice, lowerTranspose } from './move.ts';
import { lowerMoments, lowerNormalSums } from './normalisation.ts';
import { lowerPool2d, lowerPool2dGradient } from './pool.ts';
import { lowerReduce } from './reduce.ts';
import { lowerGather, lowerScatterAdd } from './table.ts';

/** How each operation runs that is no elementwise chain, no leaf and no reshape. */
const LOWERINGS: Readonly<Record<string, Lowering>> = {
  concat: lowerConcat,
  conv2d: lowerConv2d,
  conv2dInputGradient: lowerConv2dInputGradient,
  conv2dKernelGradient: lowerConv2dKernelGradient,
  crossEntropy: lowerCrossEntropy,
  gather: lowerGather,
  matmul: lowerMatmul,
  moments: lowerMoments,
  normalSums: lowerNormalSums,
  pad: lowerPad,
  pool2d: lowerPool2d,
  pool2dGradient: lowerPool2dGradient,
  reduce: lowerReduce,
  scatterAdd: lowerScatterAdd,
  slice: lowerSlice,
  transpose: lowerTranspose,
};

/** Throws INTERNAL for an operation that this backend does not have. Pure. */
export function loweringOf({ operation }: Node): Lowering {
  const found = LOWERINGS[operation.name];
  if (found !== undefined) return found;
  throw new FanoutError('INTERNAL', `the WebAssembly backend has no operation ${operation.name}`);
}
