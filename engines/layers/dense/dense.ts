import { z } from 'zod';
import { defineLayer, type LayerDefinition } from '../layer.ts';
import { denseOperation } from './native.ts';
import type { Dense } from './settings.ts';
import { denseStage } from './wasm.ts';

const schema = z.strictObject({
  units: z.union([z.int().min(1).max(65_536), z.literal('classes')]),
  activation: z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'softmax']).default('linear'),
});

export const dense: LayerDefinition = defineLayer<Dense>({
  kind: 'dense',
  description: 'Every unit sums over all features.',
  schema,
  resolve(entry, classes) {
    const { units, activation } = entry as z.infer<typeof schema>;
    return { kind: 'dense', units: units === 'classes' ? classes : units, activation };
  },
  shape: ({ units }, input) =>
    input.length === 1
      ? [units]
      : `a dense layer needs flat input, and gets [${input}]: put flatten before it`,
  weights: ({ units, activation }, input) => ({
    kernelShape: [input.at(-1)!, units],
    units,
    fanIn: input.at(-1)!,
    fanOut: units,
    activation,
  }),
  exact: (_, x, kernel, bias) =>
    bias.map((start, j) => x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + j]!, start)),
  native: denseOperation,
  wasm: denseStage,
});
