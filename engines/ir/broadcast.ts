import type { Shape } from '../layers/shape.ts';
import { misused, type Tensor, type Type } from './form.ts';

/**
 * The type of an elementwise operation's result: shapes are aligned at their last dimension, and a 1 or a
 * missing dimension is repeated. A batched input must have all dimensions of the result. Throws INTERNAL
 * where shapes do not meet. Pure.
 */
export function broadcastTypes(operation: string, a: Type, b: Type): Type {
  const rank = Math.max(a.shape.length, b.shape.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a, b].map((type) => type.shape[axis - rank + type.shape.length] ?? 1);
    if (left !== right && left !== 1 && right !== 1)
      throw misused(operation, `[${a.shape}] and [${b.shape}] do not meet`);
    return left === 1 ? right! : left!;
  });
  for (const type of [a, b])
    if (type.batched && type.shape.length < rank)
      throw misused(operation, `a batched [${type.shape}] must have ${rank} dimensions`);
  return { shape, batched: a.batched || b.batched };
}

/** The values of a tensor repeated to larger dims. Pure. */
export function repeated({ dims, data }: Tensor, to: Shape): Float64Array {
  const steps = stepsOf(dims, to);
  const result = new Float64Array(to.reduce((total, size) => total * size, 1));
  for (let at = 0; at < result.length; at++) result[at] = data[placeOf(at, to, steps)]!;
  return result;
}

/** How far apart in a tensor's data neighbours along each axis of `to` stand: 0 where they are the same. */
export function stepsOf(dims: Shape, to: Shape): number[] {
  const steps = to.map(() => 0);
  let step = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    if (dims[axis] !== 1) steps[axis + to.length - dims.length] = step;
    step *= dims[axis]!;
  }
  return steps;
}

/** Where the value of a place (its number in row-major order) stands, by the steps of its axes. */
export function placeOf(at: number, dims: Shape, steps: readonly number[]): number {
  let place = 0;
  let rest = at;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    place += (rest % dims[axis]!) * steps[axis]!;
    rest = Math.floor(rest / dims[axis]!);
  }
  return place;
}
