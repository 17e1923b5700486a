import { z } from 'zod';
import type { OptimizerDefinition } from './optimizer.ts';
import {
  add,
  coefficient,
  gradient,
  multiply,
  sign,
  state1,
  subtract,
  type UpdateProgram,
  weight,
} from './program.ts';

const mixed = (kept: string, taken: string) =>
  add(multiply(state1, coefficient(kept)), multiply(gradient, coefficient(taken)));

const program: UpdateProgram = {
  name: 'lion',
  states: 1,
  coefficients: ['rate', 'beta1', 'rest1', 'beta2', 'rest2'],
  written: {
    state1: mixed('beta2', 'rest2'),
    weight: subtract(weight, multiply(sign(mixed('beta1', 'rest1')), coefficient('rate'))),
  },
};

/** Lion (Chen et al., NeurIPS 2023), as Keras has it: a step of the same size for each weight. */
export const lion: OptimizerDefinition = {
  kind: 'lion',
  description: 'Lion (Chen et al., 2023): the sign of a momentum. Its decay is training.weightDecay.',
  schema: z.strictObject({
    learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
    beta2: z.number().min(0).lt(1).default(0.99).describe('Default: 0.99.'),
  }),
  programs: [program],
  program: () => program,
  varying: ['rate'],
  coefficients: ({ learningRate, beta1, beta2 }) => ({
    rate: learningRate!,
    beta1: beta1!,
    rest1: 1 - beta1!,
    beta2: beta2!,
    rest2: 1 - beta2!,
  }),
};
