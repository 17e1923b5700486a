import { z } from 'zod';
import { exactlyOne } from './rules.ts';

const hiddenActivation = z.enum(['linear', 'relu', 'tanh', 'sigmoid']).default('linear');

/** One layer of the model. */
export const layer = z.union([
  z.literal('flatten'),
  exactlyOne(
    z.strictObject({
      conv2d: z
        .strictObject({
          filters: z.int().min(1).max(4096),
          kernel: z.int().min(1).max(31),
          padding: z.enum(['valid', 'same']).default('valid'),
          activation: hiddenActivation,
        })
        .optional(),
      maxPool2d: z.int().min(2).max(64).optional(),
      dense: z
        .strictObject({
          units: z.union([z.int().min(1).max(65_536), z.literal('classes')]),
          activation: z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'softmax']).default('linear'),
        })
        .optional(),
    }),
    ['conv2d', 'maxPool2d', 'dense'],
  ),
]);

/** The first study's network. */
export const SEED_MODEL: z.input<typeof layer>[] = [
  { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
  { maxPool2d: 2 },
  'flatten',
  { dense: { units: 100, activation: 'relu' } },
  { dense: { units: 'classes', activation: 'softmax' } },
];
