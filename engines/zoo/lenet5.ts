import { z } from 'zod';
import type { ZooModel } from './zoo-model.ts';

/** The rows and columns that the paper has; smaller images get a border of zeros. */
const SIZE = 32;

/**
 * LeNet-5 as it is built today: every filter sees all channels, pooling has no weights, softmax at the end.
 */
export const lenet5: ZooModel = {
  name: 'lenet5',
  description:
    'Two convolutions and three dense layers: 61,706 parameters (LeCun et al. 1998, doi 10.1109/5.726791; averages and softmax as it is built today).',
  schema: z.strictObject({}),
  input: [SIZE, SIZE, 1],
  least: 12,
  layers(_, { shape, output }) {
    const padding = Math.min(shape[0]!, shape[1]!) < SIZE ? 'same' : 'valid';
    return [
      { conv2d: { filters: 6, kernel: 5, padding, activation: 'tanh' } },
      { averagePool2d: 2 },
      { conv2d: { filters: 16, kernel: 5, activation: 'tanh' } },
      { averagePool2d: 2 },
      'flatten',
      { dense: { units: 120, activation: 'tanh' } },
      { dense: { units: 84, activation: 'tanh' } },
      { dense: { units: 'classes', activation: output } },
    ];
  },
};
