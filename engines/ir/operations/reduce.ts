import type { Shape } from '../../layers/shape.ts';
import { placeOf, repeated, stepsOf } from '../broadcast.ts';
import { apply, misused, type Operation, type Type, type Value } from '../form.ts';
import { reshape } from './reshape.ts';

interface Reduction {
  readonly kind: 'sum' | 'max';
  /** Axes of an example that become 1. */
  readonly axes: readonly number[];
  /** Whether the examples are reduced too: the result is not batched then. */
  readonly batch: boolean;
}

/**
 * The sum or the largest value over axes, which stay as dimensions of 1. For the gradient a largest value is
 * a constant: it stands only where the result does not depend on it (the shift of a softmax).
 */
export const reduceOperation: Operation<Reduction> = {
  name: 'reduce',
  types({ axes, batch }, [x]) {
    if (batch && !x!.batched) throw misused('reduce', 'there is no batch to reduce');
    const shape = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return [{ shape, batched: x!.batched && !batch }];
  },
  exact({ kind, batch }, [x], [dims]) {
    const kept = batch ? [1, ...dims!] : dims!;
    const steps = stepsOf(kept, x!.dims);
    const result = new Float64Array(kept.reduce((total, size) => total * size, 1));
    if (kind === 'max') result.fill(Number.NEGATIVE_INFINITY);
    for (const [at, value] of x!.data.entries()) {
      const place = placeOf(at, x!.dims, steps);
      result[place] = kind === 'sum' ? result[place]! + value : Math.max(result[place]!, value);
    }
    return [result];
  },
  gradient: ({ attributes: { kind }, inputs: [x] }, [dy]) => [
    kind === 'sum' ? broadcastLike(dy!, x!) : undefined,
  ],
};

/**
 * A value repeated to the dimensions, and the number of examples, of another; the other's values are not
 * read.
 */
export const broadcastLikeOperation: Operation = {
  name: 'broadcastLike',
  types: (_, [x, like]) => {
    if (x!.batched && !like!.batched) throw misused('broadcastLike', 'a batch cannot become none');
    return [{ shape: like!.shape, batched: like!.batched }];
  },
  exact: (_, [x], [dims]) => [repeated(x!, dims!)],
  gradient: ({ inputs: [x] }, [dy]) => [sumTo(dy!, x!), undefined],
};

export const sum = (x: Value, axes: readonly number[], batch = false): Value =>
  apply(reduceOperation, { kind: 'sum', axes, batch }, [x])[0]!;
export const largest = (x: Value, axes: readonly number[], batch = false): Value =>
  apply(reduceOperation, { kind: 'max', axes, batch }, [x])[0]!;
export const broadcastLike = (x: Value, like: Value): Value =>
  apply(broadcastLikeOperation, {}, [x, like])[0]!;

/** A gradient summed over what was repeated, so that it has the type of what was repeated. */
export function sumTo(gradient: Value, { shape, batched }: Type): Value {
  const missing = gradient.shape.length - shape.length;
  const axes = repeatedAxes(gradient.shape, shape, missing);
  const batch = gradient.batched && !batched;
  if (axes.length === 0 && !batch) return gradient;
  return reshape(sum(gradient, axes, batch), shape);
}

function repeatedAxes(large: Shape, small: Shape, missing: number): number[] {
  return [...large.keys()].filter(
    (axis) => axis < missing || (small[axis - missing] === 1 && large[axis] !== 1),
  );
}
