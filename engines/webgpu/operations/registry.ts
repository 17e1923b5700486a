import { FanoutError } from '../../../proto/errors.ts';
import type { Node } from '../../ir/form.ts';
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from './convolution.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { Lowering } from './lowering.ts';
import { matmul } from './matmul.ts';
import { concat, pad, slice, transpose } from './move.ts';
import { pool2d, pool2dGradient } from './pool.ts';
import { reduce } from './reduce.ts';
import { gather, scatterAdd } from './table.ts';

/** How each operation runs that is no elementwise chain, no leaf and no reshape. */
const LOWERINGS: Readonly<Record<string, Lowering>> = {
  concat,
  conv2d,
  conv2dInputGradient,
  conv2dKernelGradient,
  crossEntropy,
  gather,
  matmul,
  pad,
  pool2d,
  pool2dGradient,
  reduce,
  scatterAdd,
  slice,
  transpose,
};

/** Throws INTERNAL for an operation that this backend does not have. Pure. */
export function loweringOf({ operation }: Node): Lowering {
  const found = LOWERINGS[operation.name];
  if (found !== undefined) return found;
  throw new FanoutError('INTERNAL', `the WebGPU backend has no operation ${operation.name}`);
}
