import type { Node } from '../../../ir/form.ts';
import type { Pooling } from '../../../ir/operations/pool2d.ts';
import { around, type Lowering } from './lowering.ts';

/** Sizes as both kernels take them, but for the number of examples. */
function sizesOf({ attributes, inputs }: Node, output: readonly number[]) {
  const { kind, size, strides, dilation, padding } = attributes as Pooling;
  const [height, width, channels] = inputs[0]!.shape as [number, number, number];
  const [rows, columns] = output as [number, number];
  return [
    ...[height, width, channels, rows, columns],
    ...[...size, ...strides, ...dilation, padding[0], padding[2]],
    kind === 'average' ? 1 : 0,
  ] as const;
}

/** The largest value or the mean of each window. */
export const lowerPool2d: Lowering = (node, bufferOf) => {
  const own = around(node, bufferOf);
  const sizes = sizesOf(node, node.outputs[0]!.shape);
  return [
    {
      ...own,
      bind({ kernels, at }) {
        const [x, y] = [at(own.reads[0]!), at(own.writes[0]!)];
        return (n) => kernels.poolWindows(x, y, n, ...sizes);
      },
    },
  ];
};

/** The gradient of its images. */
export const lowerPool2dGradient: Lowering = (node, bufferOf) => {
  const own = around(node, bufferOf);
  const sizes = sizesOf(node, node.inputs[1]!.shape);
  return [
    {
      ...own,
      bind({ kernels, at }) {
        const [x, y, dy] = own.reads.map(at) as [number, number, number];
        const dx = at(own.writes[0]!);
        return (n) => kernels.poolGradient(x, y, dy, dx, n, ...sizes);
      },
    },
  ];
};
