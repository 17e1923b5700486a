import { z } from 'zod';
import type { ZooModel } from './zoo-model.ts';

/** The dense network of many papers on MNIST. It takes tables and images alike. */
export const mlp: ZooModel = {
  name: 'mlp',
  description:
    'Two dense layers of 512 units with relu: 0.67 million parameters on MNIST (the network of Srivastava et al. 2014 without its dropout, JMLR 15).',
  schema: z.strictObject({}),
  input: [28, 28, 1],
  layers: (_, { shape, output }) => [
    ...(shape.length === 1 ? [] : ['flatten']),
    { dense: { units: 512, activation: 'relu' } },
    { dense: { units: 512, activation: 'relu' } },
    { dense: { units: 'classes', activation: output } },
  ],
};
