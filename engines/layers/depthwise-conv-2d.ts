import { z } from 'zod';
import type { Value } from '../ir/form.ts';
import { add } from '../ir/operations/binary.ts';
import { conv2d as convolve } from '../ir/operations/conv2d.ts';
import { reshape } from '../ir/operations/reshape.ts';
import type { Activation } from '../network.ts';
import { activate } from './activation.ts';
import { convolutionSettings, windowsOf, withMultiplier } from './conv-2d/settings.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { asPair, type NumberOrPair } from './pair.ts';
import { biasOf, kernelOf } from './parameter.ts';
import type { Shape } from './shape.ts';
import { type WindowSettings, windowedShape, windowOf } from './windowed.ts';

/** A convolution of each channel alone, with `multiplier` kernels for each. */
type DepthwiseConv2d = {
  readonly kind: 'depthwiseConv2d';
  readonly kernel: NumberOrPair;
  readonly padding: 'valid' | 'same';
  readonly activation: Activation;
  readonly strides?: NumberOrPair;
  readonly dilation?: NumberOrPair;
  readonly multiplier?: number;
  readonly bias?: false;
};

export const multiplierSchema = z
  .int()
  .min(1)
  .max(64)
  .default(1)
  .describe("Kernels for each channel: Keras's depth_multiplier. Default: 1.");
const schema = z.strictObject({ ...convolutionSettings, multiplier: multiplierSchema });

export const depthwiseConv2d: LayerDefinition = defineLayer<DepthwiseConv2d>({
  kind: 'depthwiseConv2d',
  description: 'A convolution of each channel alone.',
  schema,
  resolve: (entry) => ({ kind: 'depthwiseConv2d', ...withMultiplier(entry as z.infer<typeof schema>) }),
  shape(layer, input) {
    const size = windowedShape('depthwiseConv2d', 'a kernel', windowsOf(layer), input);
    return typeof size === 'string' ? size : [...size, input[2]! * (layer.multiplier ?? 1)];
  },
  parameters({ kernel, multiplier = 1, bias = true }, input) {
    const own = kernelOf([...asPair(kernel), input[2]!, multiplier], 'depthwiseKernel');
    return bias ? [own, biasOf(input[2]! * multiplier)] : [own];
  },
  build({ layer, input }, x, { parameters }) {
    const sums = convolveChannels(x, parameters.depthwiseKernel!, windowsOf(layer), input);
    return activate(parameters.bias ? add(sums, parameters.bias) : sums, layer.activation);
  },
});

/** Each channel with its own kernels, [rows, columns, channels, multiplier] as Keras has them. */
export function convolveChannels(x: Value, kernel: Value, settings: WindowSettings, input: Shape): Value {
  const [rows, columns, channels, multiplier] = kernel.shape as [number, number, number, number];
  const { size: _, ...window } = windowOf(settings, input);
  const grouped = reshape(kernel, [rows, columns, 1, channels * multiplier]);
  return convolve(x, grouped, { ...window, groups: channels });
}
