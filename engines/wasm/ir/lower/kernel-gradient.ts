import type { Node, Value } from '../../../ir/form.ts';
import type { Convolution } from '../../../ir/operations/conv2d.ts';
import { volume } from '../../../layers/shape.ts';
import { type Buffer, table } from '../buffer.ts';
import type { Instruction } from '../instruction.ts';
import { isDepthwise } from './depthwise.ts';
import { frameArguments } from './frame.ts';
import { around, type Lowering } from './lowering.ts';
import { type ImageShape, type KernelShape, readingOf } from './reading.ts';

/** Bytes of images and gradients that a block of rows may have: they stay in the first-level cache. */
const BLOCK_BYTES = 20_000;

/** The gradient of a convolution's kernel. */
export const lowerConv2dKernelGradient: Lowering = (node, bufferOf) => {
  const conv = node.attributes as Convolution & { readonly kernel: KernelShape };
  if (isDepthwise(conv, conv.kernel)) return [depthwiseKernel(node, bufferOf)];
  const { groups, kernel, strides } = conv;
  const [x, dy] = node.inputs;
  const image = x!.shape as unknown as ImageShape;
  const [rows, columns, filters] = dy!.shape as [number, number, number];
  const { frame, runs, runBytes } = readingOf(conv, kernel, image);
  const across = strides[1] * image[2] * 4;
  const down = strides[0] * frame.width * image[2] * 4;
  const begins = table(Int32Array.from({ length: rows }, (_, row) => row * down));
  const taps = table(runs);
  const block = Math.max(1, Math.floor(BLOCK_BYTES / (columns * (across + filters * 4))));
  const own = around(node, bufferOf);
  return [
    {
      ...own,
      reads: [...own.reads, begins, taps],
      scratch: frame.room === undefined ? [] : [frame.room],
      bind({ kernels, at }) {
        const [from, gradient, to, begin, tap] = [
          bufferOf(x!),
          bufferOf(dy!),
          own.writes[0]!,
          begins,
          taps,
        ].map(at) as [number, number, number, number, number];
        const around = frameArguments(frame, at);
        const reads = [begin, rows, block, columns, across, tap, runs.length, runBytes / 4] as const;
        const sides = [groups, (image[2] / groups) * 4, filters / groups] as const;
        return (n) =>
          kernels.convolveKernel(from, volume(image) * 4, n, ...around, ...reads, ...sides, gradient, to);
      },
    },
  ];
};

function depthwiseKernel(node: Node, bufferOf: (value: Value) => Buffer): Instruction {
  const conv = node.attributes as Convolution & { readonly kernel: KernelShape };
  const [x, dy] = node.inputs;
  const image = x!.shape as unknown as ImageShape;
  const { frame, pixels, runs } = readingOf(conv, conv.kernel, image);
  const tables = [pixels, runs].map(table);
  const own = around(node, bufferOf);
  return {
    ...own,
    reads: [...own.reads, ...tables],
    scratch: frame.room === undefined ? [] : [frame.room],
    bind({ kernels, at }) {
      const [pixel, run] = tables.map(at) as [number, number];
      const [from, gradient, to] = [at(bufferOf(x!)), at(bufferOf(dy!)), at(own.writes[0]!)];
      const reads = [...frameArguments(frame, at), pixel, pixels.length, run, runs.length, image[2]] as const;
      return (n) => kernels.depthwiseKernel(from, volume(image) * 4, n, ...reads, gradient, to);
    },
  };
}
