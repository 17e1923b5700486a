import { z } from 'zod';
import { SCHEDULES } from '../schedules/registry.ts';
import { exactlyOne } from './rules.ts';

const count = z.int().min(1).max(1e9).optional();

const warmup = exactlyOne(
  z.strictObject({
    epochs: count.describe('How many epochs. Either this or steps.'),
    steps: count.describe('How many steps.'),
    from: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe("The rate at the first step, as a share of the optimizer's. Default: 0."),
  }),
  ['epochs', 'steps'],
)
  .optional()
  .describe('The rate rises in a line, step by step, before the schedule begins.');

const kinds = Object.fromEntries(
  SCHEDULES.map(({ kind, schema, description }) => [kind, schema.optional().describe(description)]),
);

/** What the learning rate is multiplied by from step to step: one of `study/schedules/`, by its name. */
export const schedule = z.union([
  z.literal('constant'),
  exactlyOne(
    z.strictObject({ ...kinds, warmup }),
    SCHEDULES.map(({ kind }) => kind),
  ),
]);
