import { z } from 'zod';
import type { OptimizerDefinition } from './optimizer.ts';
import {
  add,
  coefficient,
  divide,
  gradient,
  multiply,
  sqrt,
  state1,
  state2,
  subtract,
  type UpdateProgram,
  weight,
} from './program.ts';

const first = add(multiply(state1, coefficient('beta1')), multiply(gradient, coefficient('rest1')));
const second = add(
  multiply(state2, coefficient('beta2')),
  multiply(multiply(gradient, gradient), coefficient('rest2')),
);
/** What a step takes from a weight. */
export const adamMove = divide(
  multiply(first, coefficient('rate')),
  add(sqrt(second), coefficient('epsilon')),
);

/** What Adam keeps for a weight. */
export const adamStates = { state1: first, state2: second };

const program: UpdateProgram = {
  name: 'adam',
  states: 2,
  coefficients: ['rate', 'beta1', 'rest1', 'beta2', 'rest2', 'epsilon'],
  written: { ...adamStates, weight: subtract(weight, adamMove) },
};

/**
 * Adam (Kingma and Ba, ICLR 2015, the form of section 2's last paragraph), as Keras has it: the rate carries
 * both corrections of bias.
 */
export const adam: OptimizerDefinition = {
  kind: 'adam',
  description: 'Adam (Kingma and Ba, 2015).',
  schema: z.strictObject({
    learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Default: 0.999.'),
    epsilon: z.number().positive().default(1e-7).describe('Default: 1e-7.'),
  }),
  programs: [program],
  program: () => program,
  varying: ['rate'],
  coefficients: ({ learningRate, beta1, beta2, epsilon }, step) => ({
    rate: (learningRate! * Math.sqrt(1 - beta2! ** step)) / (1 - beta1! ** step),
    beta1: beta1!,
    rest1: 1 - beta1!,
    beta2: beta2!,
    rest2: 1 - beta2!,
    epsilon: epsilon!,
  }),
};
