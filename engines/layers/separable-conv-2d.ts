import { z } from 'zod';
import { add } from '../ir/operations/binary.ts';
import { conv2d as convolve } from '../ir/operations/conv2d.ts';
import type { Activation } from '../network.ts';
import { activate } from './activation.ts';
import { convolutionSettings, windowsOf, withMultiplier } from './conv-2d/settings.ts';
import { convolveChannels, multiplierSchema } from './depthwise-conv-2d.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { asPair, type NumberOrPair } from './pair.ts';
import { biasOf, kernelOf } from './parameter.ts';
import { windowedShape } from './windowed.ts';

/** A convolution of each channel alone, then one of 1 × 1 across channels, with nothing in between. */
type SeparableConv2d = {
  readonly kind: 'separableConv2d';
  readonly filters: number;
  readonly kernel: NumberOrPair;
  readonly padding: 'valid' | 'same';
  readonly activation: Activation;
  readonly strides?: NumberOrPair;
  readonly dilation?: NumberOrPair;
  readonly multiplier?: number;
  readonly bias?: false;
};

const schema = z.strictObject({
  filters: z.int().min(1).max(4096),
  ...convolutionSettings,
  multiplier: multiplierSchema,
});

export const separableConv2d: LayerDefinition = defineLayer<SeparableConv2d>({
  kind: 'separableConv2d',
  description: 'A convolution of each channel alone, then one of 1 × 1 across channels.',
  schema,
  resolve: (entry) => ({ kind: 'separableConv2d', ...withMultiplier(entry as z.infer<typeof schema>) }),
  shape(layer, input) {
    const size = windowedShape('separableConv2d', 'a kernel', windowsOf(layer), input);
    return typeof size === 'string' ? size : [...size, layer.filters];
  },
  parameters({ kernel, filters, multiplier = 1, bias = true }, input) {
    const channels = input[2]!;
    const kernels = [
      kernelOf([...asPair(kernel), channels, multiplier], 'depthwiseKernel'),
      kernelOf([1, 1, channels * multiplier, filters], 'pointwiseKernel'),
    ];
    return bias ? [...kernels, biasOf(filters)] : kernels;
  },
  build({ layer, input }, x, { parameters }) {
    const apart = convolveChannels(x, parameters.depthwiseKernel!, windowsOf(layer), input);
    const plain = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;
    const sums = convolve(apart, parameters.pointwiseKernel!, plain);
    return activate(parameters.bias ? add(sums, parameters.bias) : sums, layer.activation);
  },
});
