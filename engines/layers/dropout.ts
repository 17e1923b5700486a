import { z } from 'zod';
import { multiply } from '../ir/operations/binary.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';

type Dropout = { readonly kind: 'dropout'; readonly rate: number };

export const dropout: LayerDefinition = defineLayer<Dropout>({
  kind: 'dropout',
  description: 'Values that become 0 in a training step with this probability (Srivastava et al. 2014).',
  schema: z.number().min(0).lt(1),
  resolve: (entry) => ({ kind: 'dropout', rate: entry as number }),
  shape: (_, input) => input,
  build({ layer: { rate }, input }, x, at) {
    return at.training && rate > 0 ? multiply(x, at.mask(input, rate)) : x;
  },
});
