import { z } from 'zod';
import { exactlyOne } from './rules.ts';

/** What turns gradients into new weights. */
export const optimizer = exactlyOne(
  z.strictObject({
    sgd: z
      .strictObject({
        learningRate: z.number().positive().max(1000).describe('Has no default.'),
        momentum: z.number().min(0).lt(1).default(0).describe('Default: 0.'),
      })
      .optional()
      .describe('Stochastic gradient descent.'),
    adam: z
      .strictObject({
        learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
        beta1: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
        beta2: z.number().min(0).lt(1).default(0.999).describe('Default: 0.999.'),
        epsilon: z.number().positive().default(1e-7).describe('Default: 1e-7.'),
      })
      .optional()
      .describe('Adam (Kingma and Ba, 2015).'),
  }),
  ['sgd', 'adam'],
);

/** The first study's optimizer. */
export const SEED_OPTIMIZER = { sgd: { learningRate: 0.01, momentum: 0.9 } };
