import type { Step } from '../../../ir/lowering/steps.ts';

/**
 * A chain of elementwise operations as one loop. It writes its last step, number by number in row-major
 * order; along axis i input k goes on by `strides[k][i]` numbers, 0 where it is repeated. Along the last axis
 * an input goes on by 1 or 0. How far the axes go is known when it runs.
 */
export interface Loop {
  readonly steps: readonly Step[];
  readonly strides: readonly (readonly number[])[];
  /** Of the output. */
  readonly own: readonly number[];
}
