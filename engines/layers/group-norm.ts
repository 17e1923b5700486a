import { z } from 'zod';
import { add, multiply } from '../ir/operations/binary.ts';
import { reshape } from '../ir/operations/reshape.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { normalised, scaleAndShift } from './normalised.ts';

type GroupNorm = { readonly kind: 'groupNorm'; readonly groups: number; readonly epsilon: number };

const schema = z.strictObject({
  groups: z.int().min(1).max(4096).default(32).describe('Parts of the channels. Default: 32.'),
  epsilon: z.number().positive().max(1).default(0.001).describe('Added to the variance. Default: 0.001.'),
});

export const groupNorm: LayerDefinition = defineLayer<GroupNorm>({
  kind: 'groupNorm',
  description: 'Normalises each example over places and a group of channels (Wu and He, 2018).',
  schema,
  bare: true,
  resolve: (entry) => ({ kind: 'groupNorm', ...(entry as z.infer<typeof schema>) }),
  shape: ({ groups }, input) =>
    input.at(-1)! % groups === 0 ? input : `${groups} groups do not divide ${input.at(-1)} channels`,
  parameters: (_, input) => scaleAndShift(input.at(-1)!),
  build({ layer: { groups, epsilon }, input }, x, { parameters: { gamma, beta } }) {
    const channels = input.at(-1)!;
    const apart = reshape(x, [...input.slice(0, -1), groups, channels / groups]);
    const axes = [...apart.shape.keys()].filter((axis) => axis !== input.length - 1);
    const y = reshape(normalised(apart, axes, epsilon), input);
    return add(multiply(y, gamma!), beta!);
  },
});
