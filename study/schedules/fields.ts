import { z } from 'zod';

/** Settings that several schedules have. */

/** When a schedule moves. */
export const by = (unit: 'epoch' | 'step') =>
  z
    .enum(['epoch', 'step'])
    .default(unit)
    .describe(
      `What it counts in: it moves at each step, or at the beginning of each epoch. Default: ${unit}.`,
    );

/** The rate at the end. */
export const to = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe("The rate at its end, as a share of the optimizer's. Default: 0.");

/** How long a schedule takes. */
export const over = z
  .int()
  .min(1)
  .max(1e9)
  .optional()
  .describe(
    'How long it takes, in what it counts in; the rate stays behind it. Default: the rest of the run.',
  );
