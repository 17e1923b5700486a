import { z } from 'zod';
import { adam, adamMove, adamStates } from './adam.ts';
import type { OptimizerDefinition } from './optimizer.ts';
import { coefficient, multiply, subtract, type UpdateProgram, weight } from './program.ts';

const program: UpdateProgram = {
  name: 'adamw',
  states: 2,
  coefficients: ['rate', 'beta1', 'rest1', 'beta2', 'rest2', 'epsilon', 'decay'],
  written: {
    ...adamStates,
    weight: subtract(subtract(weight, multiply(weight, coefficient('decay'))), adamMove),
  },
};

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), as Keras has it: each weight, biases
 * too, loses the share weightDecay × learning rate of itself before its update.
 */
export const adamw: OptimizerDefinition = {
  kind: 'adamw',
  description: 'Adam with decoupled weight decay of all weights (Loshchilov and Hutter, 2019).',
  schema: adam.schema.extend({
    weightDecay: z.number().min(0).max(1000).default(0.004).describe('Default: 0.004.'),
  }),
  programs: [program],
  program: () => program,
  varying: ['rate', 'decay'],
  coefficients: (settings, step) => ({
    ...adam.coefficients(settings, step),
    decay: settings.learningRate! * settings.weightDecay!,
  }),
};
