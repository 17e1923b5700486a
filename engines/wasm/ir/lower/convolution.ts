import type { Node } from '../../../ir/form.ts';
import { fixed } from '../../../ir/lowering/count.ts';
import type { Convolution } from '../../../ir/operations/conv2d.ts';
import { type Buffer, made, table } from '../buffer.ts';
import type { Bound, Instruction } from '../instruction.ts';
import { isDepthwise, lowerDepthwise, lowerDepthwiseInputGradient } from './depthwise.ts';
import { frameArguments } from './frame.ts';
import { around, type Lowering } from './lowering.ts';
import { type ImageShape, type KernelShape, type Reading, readingOf } from './reading.ts';
import { readingsBack } from './reading-back.ts';
import { together } from './together.ts';

/** A convolution of images with a kernel. */
export const lowerConv2d: Lowering = (node, bufferOf) => {
  const conv = node.attributes as Convolution;
  const [x, kernel] = node.inputs;
  const shape = kernel!.shape as unknown as KernelShape;
  if (isDepthwise(conv, shape)) return lowerDepthwise(node, bufferOf);
  const reading = readingOf(conv, shape, x!.shape as unknown as ImageShape);
  const own = around(node, bufferOf);
  const weights = {
    columns: shape[3] / conv.groups,
    step: 4,
    group: (shape[3] / conv.groups) * 4,
    groups: conv.groups,
  };
  return [
    convolution(own, { reading, weights, image: bufferOf(x!), kernel: bufferOf(kernel!), result: node }),
  ];
};

/** The gradient of its images: a convolution of the outputs' gradient for each kind of place. */
export const lowerConv2dInputGradient: Lowering = (node, bufferOf) => {
  const conv = node.attributes as Convolution & { readonly image: ImageShape };
  const [kernel, dy] = node.inputs;
  const shape = kernel!.shape as unknown as KernelShape;
  if (isDepthwise(conv, shape)) return lowerDepthwiseInputGradient(node, bufferOf);
  const readings = readingsBack(conv, shape, conv.image, dy!.shape as unknown as ImageShape);
  const own = around(node, bufferOf);
  const weights = {
    columns: shape[2],
    step: shape[3] * 4,
    group: (shape[3] / conv.groups) * 4,
    groups: conv.groups,
  };
  return together(
    readings.map((reading) =>
      convolution(own, { reading, weights, image: bufferOf(dy!), kernel: bufferOf(kernel!), result: node }),
    ),
  );
};

/** How the kernel is read: its columns, bytes between them, and bytes between groups. */
interface Weights {
  readonly columns: number;
  readonly step: number;
  readonly group: number;
  readonly groups: number;
}

interface Parts {
  readonly reading: Reading;
  readonly weights: Weights;
  readonly image: Buffer;
  readonly kernel: Buffer;
  readonly result: Node;
}

function convolution(
  own: Pick<Instruction, 'name' | 'reads' | 'writes' | 'perTrial'>,
  { reading, weights, image, kernel, result }: Parts,
): Instruction {
  const { frame, runs, runBytes } = reading;
  const { groups, columns } = weights;
  const tables = [reading.pixels, reading.places, runs, reading.weights].map(table);
  const inner = reading.weights.length;
  const packed = made(fixed(groups * Math.ceil(columns / 8) * 8 * Math.max(inner, 1)));
  const outputs = result.outputs[0]!.shape.reduce((total, size) => total * size, 4);
  const images = frame.image.reduce((total, size) => total * size, 4);
  return {
    ...own,
    reads: [...own.reads, ...tables],
    scratch: frame.room === undefined ? [packed] : [packed, frame.room],
    bind(bound: Bound) {
      const { kernels, at } = bound;
      const [pixels, places, runTable, rows] = tables.map(at) as [number, number, number, number];
      const [x, y, w, to] = [at(image), at(own.writes[0]!), at(kernel), at(packed)];
      const around = frameArguments(frame, at);
      const group = runBytes === 0 ? 0 : (frame.image[2] / groups) * 4;
      const panels = Math.ceil(columns / 8) * inner * 32;
      const reads = [pixels, places, reading.pixels.length, runTable, runs.length, runBytes] as const;
      return (n) => {
        for (let g = 0; g < groups; g++)
          kernels.packRows(w + g * weights.group, rows, inner, columns, weights.step, to + g * panels);
        kernels.convolve(x, images, n, ...around, ...reads, to, groups, group, columns, y, outputs);
      };
    },
  };
}
