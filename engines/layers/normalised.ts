import type { Value } from '../ir/form.ts';
import { constant } from '../ir/leaves.ts';
import { add, multiply, subtract, times } from '../ir/operations/binary.ts';
import { sum } from '../ir/operations/reduce.ts';
import { rsqrt } from '../ir/operations/unary.ts';
import type { ParameterSpec } from './parameter.ts';

/**
 * An example's values with mean 0 and variance 1 over some axes: (x − mean) / √(variance + epsilon). Pure.
 */
export function normalised(x: Value, axes: readonly number[], epsilon: number): Value {
  const part = 1 / axes.reduce((total, axis) => total * x.shape[axis]!, 1);
  const centred = subtract(x, times(sum(x, axes), part));
  const variance = times(sum(multiply(centred, centred), axes), part);
  return multiply(centred, rsqrt(add(variance, constant(epsilon))));
}

/** What each channel is multiplied by, and what is added to it. Pure. */
export const scaleAndShift = (channels: number): readonly ParameterSpec[] => [
  { name: 'gamma', role: 'gamma', shape: [channels] },
  { name: 'beta', role: 'beta', shape: [channels] },
];
