/**
 * TensorFlow's gradients of a convolution on a processor know no dilation: the kernel gets the zeros between
 * its cells that dilation stands for, and its gradient loses them.
 */

import { type Pair, reach } from '../../ir/window.ts';
import type { Shape } from '../../layers/shape.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float, int32 } from '../graph/operation.ts';

const isPlain = ([rows, columns]: Pair) => rows === 1 && columns === 1;

/** A kernel [rows, columns, in, out] with zeros between its cells. */
export function dilated(graph: GraphBuilder, kernel: Out, shape: Shape, gaps: Pair): Out {
  if (isPlain(gaps)) return kernel;
  const [rows, columns, inner, filters] = shape as [number, number, number, number];
  const apart = graph.reshape(kernel, [rows, 1, columns, 1, inner, filters]);
  const behind = [0, gaps[0] - 1, 0, gaps[1] - 1, 0, 0].flatMap((cells) => [0, cells]);
  const spread = graph.op('Pad', [apart, graph.constant(behind, [6, 2], 'int32')], {
    T: float,
    Tpaddings: int32,
  });
  const wide = graph.reshape(spread, [rows * gaps[0], columns * gaps[1], inner, filters]);
  const size = [...reach({ size: [rows, columns], dilation: gaps }), inner, filters];
  return graph.op('Slice', [wide, graph.ints([0, 0, 0, 0]), graph.ints(size)], { T: float, Index: int32 });
}

/** The cells of a kernel's gradient that are not zeros between others. */
export function undilated(graph: GraphBuilder, gradient: Out, shape: Shape, gaps: Pair): Out {
  if (isPlain(gaps)) return gradient;
  const [rows, columns] = reach({ size: [shape[0]!, shape[1]!], dilation: gaps });
  const settings = [
    [0, 0, 0, 0],
    [rows, columns, shape[2]!, shape[3]!],
    [...gaps, 1, 1],
  ].map((each) => graph.ints(each));
  return graph.op('StridedSlice', [gradient, ...settings], { T: float, Index: int32 });
}
