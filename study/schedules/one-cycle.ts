import { z } from 'zod';
import type { ScheduleDefinition } from './schedule.ts';

const schema = z.strictObject({
  rise: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.3)
    .describe('The share of the steps in which the rate rises. Default: 0.3.'),
  divide: z
    .number()
    .min(1)
    .max(1e9)
    .default(25)
    .describe("The rate begins at the optimizer's, divided by this. Default: 25."),
  finalDivide: z
    .number()
    .min(1)
    .max(1e12)
    .default(10_000)
    .describe('It ends at where it began, divided by this. Default: 10000.'),
});
type Settings = z.output<typeof schema>;

const between = (start: number, end: number, done: number) =>
  end + ((start - end) / 2) * (1 + Math.cos(Math.PI * done));

/**
 * Up to the optimizer's rate and down again (Smith and Topin 2018), as PyTorch's OneCycleLR with two phases
 * and cosines; momentum stays. It moves at each step.
 */
export const oneCycle: ScheduleDefinition<Settings> = {
  kind: 'oneCycle',
  description: "Rises to the optimizer's rate, then falls, step by step: PyTorch's OneCycleLR.",
  schema,
  factor({ rise, divide, finalDivide }, { step, steps }) {
    const [first, last] = [1 / divide, 1 / divide / finalDivide];
    const top = rise * steps - 1;
    if (step <= top) return top === 0 ? first : between(first, 1, step / top);
    return between(1, last, Math.min(1, (step - top) / (steps - 1 - top)));
  },
  words: ({ rise, divide, finalDivide }) =>
    `rises from 1/${divide} of itself in the first ${Number((rise * 100).toPrecision(3))}% of the steps, then falls to 1/${divide * finalDivide} of itself, at each step`,
  misfits: () => [],
};
