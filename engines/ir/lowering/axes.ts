import type { Type } from '../form.ts';
import type { Count } from './count.ts';

/** The axes that a loop goes over, and by how much each operand goes on along them. */
export interface Axes {
  readonly counts: readonly Count[];
  /** operands × axes. */
  readonly strides: readonly (readonly number[])[];
}

/**
 * The loop over an output of this type with operands that are repeated to it: axes that all operands go along
 * without a gap are one. There is at least one axis. Pure.
 */
export function axesOf(output: Type, operands: readonly Type[]): Axes {
  const sizes: Count[] = output.shape.map((size) => ({ fixed: size, batched: false }));
  const rank = sizes.length;
  const strides = operands.map(({ shape, batched }) => {
    const own = stridesOf(shape, rank);
    return output.batched ? [batched ? own.volume : 0, ...own.strides] : own.strides;
  });
  if (output.batched) sizes.unshift({ fixed: 1, batched: true });
  return merged(sizes, strides);
}

function stridesOf(shape: readonly number[], rank: number) {
  const strides = new Array<number>(rank).fill(0);
  let volume = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) strides[axis + rank - shape.length] = volume;
    volume *= shape[axis]!;
  }
  return { strides, volume };
}

/** Drops axes of 1 and joins neighbours. */
export function merged(sizes: readonly Count[], strides: readonly (readonly number[])[]): Axes {
  const kept = [...sizes.keys()].filter((axis) => sizes[axis]!.batched || sizes[axis]!.fixed !== 1);
  const counts: Count[] = [];
  const found: number[][] = strides.map(() => []);
  for (const axis of kept.reverse()) {
    const [inner] = counts;
    const size = sizes[axis]!;
    // Going on along this axis is the same as going on behind the end of the one within it.
    const one =
      inner !== undefined &&
      !inner.batched &&
      strides.every((own, k) => own[axis] === found[k]![0]! * inner.fixed);
    if (one) {
      counts[0] = { fixed: inner.fixed * size.fixed, batched: size.batched };
      continue;
    }
    counts.unshift(size);
    for (const [k, own] of found.entries()) own.unshift(strides[k]![axis]!);
  }
  if (counts.length > 0) return { counts, strides: found };
  return { counts: [{ fixed: 1, batched: false }], strides: found.map(() => [0]) };
}
