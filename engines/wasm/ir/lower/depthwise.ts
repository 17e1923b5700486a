import type { Convolution } from '../../../ir/operations/conv2d.ts';
import { volume } from '../../../layers/shape.ts';
import { type Buffer, table } from '../buffer.ts';
import type { Instruction } from '../instruction.ts';
import { frameArguments } from './frame.ts';
import { around, type Lowering } from './lowering.ts';
import { type ImageShape, type KernelShape, type Reading, readingOf } from './reading.ts';
import { readingsBack } from './reading-back.ts';
import { together } from './together.ts';

/** Whether every channel has one filter of its own. */
export const isDepthwise = ({ groups }: Convolution, [, , inner, filters]: KernelShape): boolean =>
  inner === 1 && filters === groups;

/** A convolution with one filter for each channel. */
export const lowerDepthwise: Lowering = (node, bufferOf) => {
  const [x, kernel] = node.inputs;
  const conv = node.attributes as Convolution;
  const reading = readingOf(conv, kernel!.shape as unknown as KernelShape, x!.shape as unknown as ImageShape);
  const result = volume(node.outputs[0]!.shape);
  return [
    depthwise(around(node, bufferOf), { reading, image: bufferOf(x!), kernel: bufferOf(kernel!), result }),
  ];
};

/** The gradient of its images. */
export const lowerDepthwiseInputGradient: Lowering = (node, bufferOf) => {
  const [kernel, dy] = node.inputs;
  const conv = node.attributes as Convolution & { readonly image: ImageShape };
  const shape = kernel!.shape as unknown as KernelShape;
  const own = around(node, bufferOf);
  const parts = { image: bufferOf(dy!), kernel: bufferOf(kernel!), result: volume(conv.image) };
  return together(
    readingsBack(conv, shape, conv.image, dy!.shape as unknown as ImageShape).map((reading) =>
      depthwise(own, { reading, ...parts }),
    ),
  );
};

function depthwise(
  own: Pick<Instruction, 'name' | 'reads' | 'writes' | 'perTrial'>,
  {
    reading,
    image,
    kernel,
    result,
  }: {
    readonly reading: Reading;
    readonly image: Buffer;
    readonly kernel: Buffer;
    readonly result: number;
  },
): Instruction {
  const { frame, pixels, places, runs, weights } = reading;
  const tables = [pixels, places, runs, weights].map(table);
  return {
    ...own,
    reads: [...own.reads, ...tables],
    scratch: frame.room === undefined ? [] : [frame.room],
    bind({ kernels, at }) {
      const [pixel, place, run, tap] = tables.map(at) as [number, number, number, number];
      const [x, y, w] = [at(image), at(own.writes[0]!), at(kernel)];
      const around = frameArguments(frame, at);
      const reads = [pixel, place, pixels.length, run, tap, runs.length] as const;
      const channels = frame.image[2];
      return (n) =>
        kernels.depthwise(x, volume(frame.image) * 4, n, ...around, ...reads, w, channels, y, result * 4);
    },
  };
}
