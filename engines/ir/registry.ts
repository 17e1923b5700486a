import type { Operation } from './form.ts';
import { constantOperation, inputOperation, parameterOperation } from './leaves.ts';
import { batchNormGradientOperation, batchNormOperation } from './operations/batch-norm.ts';
import { binaryOperation } from './operations/binary.ts';
import { concatOperation } from './operations/concat.ts';
import {
  conv2dInputGradientOperation,
  conv2dKernelGradientOperation,
  conv2dOperation,
} from './operations/conv2d.ts';
import { crossEntropyOperation } from './operations/cross-entropy.ts';
import { gatherOperation, scatterAddOperation } from './operations/gather.ts';
import { matmulOperation } from './operations/matmul.ts';
import { padOperation, sliceOperation } from './operations/pad-slice.ts';
import { pool2dGradientOperation, pool2dOperation } from './operations/pool2d.ts';
import { broadcastLikeOperation, reduceOperation } from './operations/reduce.ts';
import { reshapeOperation } from './operations/reshape.ts';
import { transposeOperation } from './operations/transpose.ts';
import { unaryOperation } from './operations/unary.ts';

/** Operations whose settings are of different types stand in one list; each reads its own settings only. */
const listed = (operation: { readonly name: string }) => operation as Operation;

/** What has no inputs: a program's batch, parameters and numbers. */
export const LEAVES: readonly Operation[] = [inputOperation, parameterOperation, constantOperation].map(
  listed,
);

/** Every operation that a backend must implement beside the leaves. */
export const OPERATIONS: readonly Operation[] = [
  unaryOperation,
  binaryOperation,
  reduceOperation,
  broadcastLikeOperation,
  reshapeOperation,
  transposeOperation,
  padOperation,
  sliceOperation,
  concatOperation,
  matmulOperation,
  conv2dOperation,
  conv2dInputGradientOperation,
  conv2dKernelGradientOperation,
  pool2dOperation,
  pool2dGradientOperation,
  batchNormOperation,
  batchNormGradientOperation,
  crossEntropyOperation,
  gatherOperation,
  scatterAddOperation,
].map(listed);
