import { z } from 'zod';
import { add } from '../../ir/operations/binary.ts';
import { matmul } from '../../ir/operations/matmul.ts';
import { activate } from '../activation.ts';
import { defineLayer, type LayerDefinition } from '../layer.ts';
import { biasOf, kernelOf } from '../parameter.ts';
import { denseOperation } from './native.ts';
import type { Dense } from './settings.ts';
import { denseStage } from './wasm.ts';

const schema = z.strictObject({
  units: z.union([z.int().min(1).max(65_536), z.literal('classes')]),
  activation: z
    .enum([
      'linear',
      'relu',
      'leakyRelu',
      'elu',
      'selu',
      'gelu',
      'silu',
      'tanh',
      'sigmoid',
      'softplus',
      'softmax',
    ])
    .default('linear'),
  bias: z.boolean().default(true).describe('Default: true.'),
});

const CHAINED = ['linear', 'relu', 'tanh', 'sigmoid', 'softmax'];

export const dense: LayerDefinition = defineLayer<Dense>({
  kind: 'dense',
  description: 'Every unit sums over all features.',
  schema,
  resolve(entry, classes) {
    const { units, activation, bias } = entry as z.infer<typeof schema>;
    const layer = { kind: 'dense', units: units === 'classes' ? classes : units, activation } as const;
    return bias ? layer : { ...layer, bias };
  },
  shape: ({ units }, input) =>
    input.length === 1
      ? [units]
      : `a dense layer needs flat input, and gets [${input}]: put flatten before it`,
  parameters({ units, bias = true }, input) {
    const kernel = kernelOf([input.at(-1)!, units]);
    return bias ? [kernel, biasOf(units)] : [kernel];
  },
  build({ layer }, x, { parameters }) {
    const sums = matmul(x, parameters.kernel!);
    return activate(parameters.bias ? add(sums, parameters.bias) : sums, layer.activation);
  },
  chain: {
    takes: ({ activation, bias }) => CHAINED.includes(activation) && bias === undefined,
    exact: (_, x, kernel, bias) =>
      bias.map((start, j) => x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + j]!, start)),
    native: denseOperation,
    wasm: denseStage,
  },
});
