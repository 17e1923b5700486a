import { z } from 'zod';
import { add, multiply } from '../ir/operations/binary.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { normalised, scaleAndShift } from './normalised.ts';

type LayerNorm = { readonly kind: 'layerNorm'; readonly epsilon: number };

const schema = z.strictObject({
  epsilon: z.number().positive().max(1).default(0.001).describe('Added to the variance. Default: 0.001.'),
});

export const layerNorm: LayerDefinition = defineLayer<LayerNorm>({
  kind: 'layerNorm',
  description: 'Normalises over the last axis of each example (Ba et al. 2016): of images, each place.',
  schema,
  bare: true,
  resolve: (entry) => ({ kind: 'layerNorm', ...(entry as z.infer<typeof schema>) }),
  shape: (_, input) => input,
  parameters: (_, input) => scaleAndShift(input.at(-1)!),
  build({ layer, input }, x, { parameters: { gamma, beta } }) {
    return add(multiply(normalised(x, [input.length - 1], layer.epsilon), gamma!), beta!);
  },
});
