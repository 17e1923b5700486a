import { z } from 'zod';
import { multiply } from '../ir/operations/binary.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { imageShape } from './shape.ts';

type SpatialDropout = { readonly kind: 'spatialDropout'; readonly rate: number };

export const spatialDropout: LayerDefinition = defineLayer<SpatialDropout>({
  kind: 'spatialDropout',
  description:
    'Channels of an image that become 0 in a training step with this probability (Tompson et al. 2015).',
  schema: z.number().min(0).lt(1),
  resolve: (entry) => ({ kind: 'spatialDropout', rate: entry as number }),
  shape(_, input) {
    const image = imageShape('spatialDropout', input);
    return typeof image === 'string' ? image : input;
  },
  build({ layer: { rate }, input }, x, at) {
    return at.training && rate > 0 ? multiply(x, at.mask([1, 1, input[2]!], rate)) : x;
  },
});
