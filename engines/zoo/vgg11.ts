import { z } from 'zod';
import type { ZooModel } from './zoo-model.ts';

/** Filters of the convolutions between two poolings: configuration A. */
const PARTS = [[64], [128], [256, 256], [512, 512], [512, 512]];

/** VGG-11, with 133 million parameters for images of 224 × 224 and 1000 classes. */
export const vgg11: ZooModel = {
  name: 'vgg11',
  description:
    'Eleven layers without shortcuts: 133 million parameters for 224 × 224 (configuration A of Simonyan and Zisserman 2015; arXiv 1409.1556).',
  schema: z.strictObject({}),
  input: [224, 224, 3],
  least: 32,
  layers: (_, { output }) => [
    ...PARTS.flatMap((part) => [
      ...part.map((filters) => ({ conv2d: { filters, kernel: 3, padding: 'same', activation: 'relu' } })),
      { maxPool2d: 2 },
    ]),
    'flatten',
    { dense: { units: 4096, activation: 'relu' } },
    { dropout: 0.5 },
    { dense: { units: 4096, activation: 'relu' } },
    { dropout: 0.5 },
    { dense: { units: 'classes', activation: output } },
  ],
};
