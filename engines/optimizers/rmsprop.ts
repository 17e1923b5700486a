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
  type Value,
  weight,
} from './program.ts';

const scaled = (state: Value) => {
  const squares = add(
    multiply(state, coefficient('rho')),
    multiply(multiply(gradient, gradient), coefficient('rest')),
  );
  const root = sqrt(add(squares, coefficient('epsilon')));
  return { squares, move: divide(multiply(gradient, coefficient('rate')), root) };
};

const alone = scaled(state1);
const plain: UpdateProgram = {
  name: 'rmsprop',
  states: 1,
  coefficients: ['rate', 'rho', 'rest', 'epsilon'],
  written: { state1: alone.squares, weight: subtract(weight, alone.move) },
};

const mean = add(multiply(state2, coefficient('rho')), multiply(gradient, coefficient('rest')));
const spread = add(subtract(alone.squares, multiply(mean, mean)), coefficient('epsilon'));
const centred: UpdateProgram = {
  name: 'rmsprop-centred',
  states: 2,
  coefficients: ['rate', 'rho', 'rest', 'epsilon'],
  written: {
    state1: alone.squares,
    state2: mean,
    weight: subtract(weight, divide(multiply(gradient, coefficient('rate')), sqrt(spread))),
  },
};

const carried = scaled(state2);
const velocity = add(multiply(state1, coefficient('momentum')), carried.move);
const withMomentum: UpdateProgram = {
  name: 'rmsprop-momentum',
  states: 2,
  coefficients: ['rate', 'rho', 'rest', 'epsilon', 'momentum'],
  written: { state1: velocity, state2: carried.squares, weight: subtract(weight, velocity) },
};

/**
 * RMSprop (Tieleman and Hinton, Coursera lecture 6.5, 2012) as Keras 2.15 has it: epsilon stands under the
 * root. Centred it knows no momentum.
 */
export const rmsprop: OptimizerDefinition = {
  kind: 'rmsprop',
  description: 'RMSprop (Tieleman and Hinton, 2012).',
  schema: z.strictObject({
    learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
    rho: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
    momentum: z.number().min(0).lt(1).default(0).describe('Default: 0.'),
    epsilon: z.number().positive().default(1e-7).describe('Default: 1e-7.'),
    centered: z
      .boolean()
      .optional()
      .describe('Divides by the variance of the gradients; momentum must be 0 with it. Default: false.'),
  }),
  programs: [plain, withMomentum, centred],
  program: (settings) => (settings.centered ? centred : settings.momentum === 0 ? plain : withMomentum),
  varying: ['rate'],
  coefficients: ({ learningRate, rho, momentum, epsilon }) => ({
    rate: learningRate!,
    rho: rho!,
    rest: 1 - rho!,
    epsilon: epsilon!,
    momentum: momentum!,
  }),
};
