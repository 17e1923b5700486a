import { z } from 'zod';
import type { OptimizerDefinition } from './optimizer.ts';
import {
  add,
  coefficient,
  gradient,
  multiply,
  state1,
  subtract,
  type UpdateProgram,
  weight,
} from './program.ts';

const rate = coefficient('rate');

const plain: UpdateProgram = {
  name: 'sgd',
  states: 0,
  coefficients: ['rate'],
  written: { weight: subtract(weight, multiply(gradient, rate)) },
};

const velocity = subtract(multiply(state1, coefficient('momentum')), multiply(gradient, rate));

const withMomentum: UpdateProgram = {
  name: 'momentum',
  states: 1,
  coefficients: ['rate', 'momentum'],
  written: { state1: velocity, weight: add(weight, velocity) },
};

const nesterov: UpdateProgram = {
  name: 'nesterov',
  states: 1,
  coefficients: ['rate', 'momentum'],
  written: {
    state1: velocity,
    weight: add(weight, subtract(multiply(velocity, coefficient('momentum')), multiply(gradient, rate))),
  },
};

/**
 * Stochastic gradient descent, with momentum as Keras has it: v = m v − rate g, w += v; with Nesterov's: w +=
 * m v − rate g.
 */
export const sgd: OptimizerDefinition = {
  kind: 'sgd',
  description: 'Stochastic gradient descent.',
  schema: z.strictObject({
    learningRate: z.number().positive().max(1000).describe('Has no default.'),
    momentum: z.number().min(0).lt(1).default(0).describe('Default: 0.'),
    nesterov: z.boolean().optional().describe("Nesterov's momentum. Default: false."),
  }),
  programs: [plain, withMomentum, nesterov],
  program: (settings) => (settings.momentum === 0 ? plain : settings.nesterov ? nesterov : withMomentum),
  varying: ['rate'],
  coefficients: ({ learningRate, momentum }) => ({ rate: learningRate!, momentum: momentum! }),
};
