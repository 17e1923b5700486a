import { z } from 'zod';
import { add } from '../../ir/operations/binary.ts';
import { conv2d as convolve } from '../../ir/operations/conv2d.ts';
import { activate } from '../activation.ts';
import { type ChainPart, defineLayer, type LayerDefinition } from '../layer.ts';
import { asPair } from '../pair.ts';
import { biasOf, kernelOf } from '../parameter.ts';
import { windowedShape, windowOf } from '../windowed.ts';
import { convExactly } from './exact.ts';
import { convOperation } from './native.ts';
import {
  type Conv2d,
  convolutionSettings,
  type PlainConv2d,
  windowsOf,
  withoutDefaults,
} from './settings.ts';
import { convStage } from './wasm.ts';

const { kernel, padding, activation, ...others } = convolutionSettings;
const schema = z.strictObject({
  filters: z.int().min(1).max(4096),
  kernel,
  padding,
  activation,
  ...others,
  groups: z.int().min(1).max(4096).default(1).describe('Parts of the channels that stand apart. Default: 1.'),
});

const CHAINED = ['linear', 'relu', 'tanh', 'sigmoid'];

/** The fused kernels have convolutions of one size, with stride 1 and a bias. */
const chain: ChainPart<PlainConv2d> = {
  takes: ({ kernel, activation, strides, dilation, groups, bias }) =>
    typeof kernel === 'number' &&
    CHAINED.includes(activation) &&
    [strides, dilation, groups, bias].every((setting) => setting === undefined),
  exact: convExactly,
  native: convOperation,
  wasm: convStage,
};

export const conv2d: LayerDefinition = defineLayer<Conv2d>({
  kind: 'conv2d',
  description: 'A convolution.',
  schema,
  resolve(entry) {
    const { groups, ...given } = entry as z.infer<typeof schema>;
    return { kind: 'conv2d', ...withoutDefaults(given), ...(groups === 1 ? {} : { groups }) };
  },
  shape(layer, input) {
    const size = windowedShape('conv2d', 'a kernel', windowsOf(layer), input);
    if (typeof size === 'string') return size;
    const { filters, groups = 1 } = layer;
    if (input[2]! % groups !== 0 || filters % groups !== 0)
      return `${groups} groups do not divide ${input[2]} channels and ${filters} filters`;
    return [...size, filters];
  },
  parameters({ kernel, filters, groups = 1, bias = true }, input) {
    const own = kernelOf([...asPair(kernel), input.at(-1)! / groups, filters]);
    return bias ? [own, biasOf(filters)] : [own];
  },
  build({ layer, input }, x, { parameters }) {
    const { size: _, ...window } = windowOf(windowsOf(layer), input);
    const sums = convolve(x, parameters.kernel!, { ...window, groups: layer.groups ?? 1 });
    return activate(parameters.bias ? add(sums, parameters.bias) : sums, layer.activation);
  },
  chain: chain as unknown as ChainPart<Conv2d>,
});
