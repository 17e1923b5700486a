import { z } from 'zod';
import { OPTIMIZERS } from '../../engines/optimizers/registry.ts';
import { exactlyOne } from './rules.ts';

const settings = Object.fromEntries(
  OPTIMIZERS.map(({ kind, schema, description }) => [kind, schema.optional().describe(description)]),
);

/** What turns gradients into new weights: one of `engines/optimizers/`, by its name. */
export const optimizer = exactlyOne(
  z.strictObject(settings),
  OPTIMIZERS.map(({ kind }) => kind),
);

/** The first study's optimizer. */
export const SEED_OPTIMIZER = { sgd: { learningRate: 0.01, momentum: 0.9 } };
