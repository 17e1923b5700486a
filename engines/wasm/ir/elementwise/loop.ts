import type { Binary } from '../../../ir/operations/binary.ts';
import type { Unary } from '../../../ir/operations/unary.ts';

/** A number of a chain: read, given, or computed from earlier ones (their places in `Loop.steps`). */
export type Step =
  | { readonly kind: 'read'; readonly input: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'unary'; readonly operation: Unary; readonly a: number }
  | { readonly kind: 'binary'; readonly operation: Binary; readonly a: number; readonly b: number };

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
