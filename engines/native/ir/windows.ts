import { type Pair, paddingOf, type Window } from '../../ir/window.ts';
import type { Attribute } from '../graph/graph-def.ts';
import { float } from '../graph/operation.ts';

/**
 * How TensorFlow is told of windows over an image: strides, and padding by its name where it has one. Pure.
 */
export function windowAttributes(window: Window, image: Pair): Readonly<Record<string, Attribute>> {
  const strides = { ints: [1, ...window.strides, 1] };
  for (const kind of ['valid', 'same'] as const)
    if (paddingOf(kind, window, image).join() === window.padding.join())
      return { T: float, strides, padding: { string: kind.toUpperCase() } };
  const explicit = { ints: [0, 0, ...window.padding, 0, 0] };
  return { T: float, strides, padding: { string: 'EXPLICIT' }, explicit_paddings: explicit };
}
