import { z } from 'zod';
import { OPTIMIZERS } from '../../engines/optimizers/registry.ts';
import { EPOCH_LIMIT } from '../study.ts';
import { augment } from './augment.ts';
import { earlyStopping } from './early-stopping.ts';
import { clip, loss, weightDecay } from './loss.ts';
import { exactlyOne } from './rules.ts';
import { schedule } from './schedule.ts';

const settings = Object.fromEntries(
  OPTIMIZERS.map(({ kind, schema, description }) => [kind, schema.optional().describe(description)]),
);

/** What turns gradients into new weights: one of `engines/optimizers/`, by its name. */
const optimizer = exactlyOne(
  z.strictObject(settings),
  OPTIMIZERS.map(({ kind }) => kind),
);

/** The first study's optimizer. */
const SEED_OPTIMIZER = { sgd: { learningRate: 0.01, momentum: 0.9 } };

/** How each trial is trained. */
export const training = z.strictObject({
  optimizer: optimizer
    .prefault(SEED_OPTIMIZER)
    .describe('Exactly one. Default: sgd, learning rate 0.01, momentum 0.9.'),
  schedule: schedule
    .optional()
    .describe('What the learning rate is multiplied by as training goes on. Default: constant.'),
  loss: loss
    .optional()
    .describe(
      'What is minimised. Default: categoricalCrossEntropy; of a dataset with numbers as targets mse.',
    ),
  weightDecay: weightDecay.optional().describe('Draws weights towards 0. Default: none.'),
  clip: clip.optional().describe('Bounds of the gradient, L2 decay included. Default: none.'),
  accumulate: z
    .int()
    .min(1)
    .max(65_536)
    .optional()
    .describe('Batches whose mean gradient makes one update. Default: 1.'),
  earlyStopping: earlyStopping
    .optional()
    .describe('Lets a trial end before its last epoch. Default: each trains all its epochs.'),
  augment: augment
    .optional()
    .describe(
      'Changes training examples at random, the same for all arms of a block; examples that validate stay. Default: none.',
    ),
  batchSize: z.int().min(1).max(65_536).default(32).describe('Examples of a step. Default: 32.'),
  epochs: z
    .int()
    .min(1)
    .max(EPOCH_LIMIT)
    .default(10)
    .describe('Passes over the training examples. Default: 10.'),
});
