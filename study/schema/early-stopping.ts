import { z } from 'zod';

/** When a trial has trained enough. */
export const earlyStopping = z.strictObject({
  metric: z
    .string()
    .max(64)
    .default('loss')
    .describe('What is watched: a metric that the trials report, of the examples held out. Default: loss.'),
  patience: z
    .int()
    .min(1)
    .max(10_000)
    .default(5)
    .describe('A trial stops at the end of so many epochs without an improvement. Default: 5.'),
  minDelta: z
    .number()
    .min(0)
    .default(0)
    .describe('What the metric must change by to be an improvement. Default: 0.'),
  restoreBest: z
    .boolean()
    .default(true)
    .describe('A trial counts as it was after its best epoch; false: after its last. Default: true.'),
  share: z
    .number()
    .positive()
    .max(0.5)
    .default(0.1)
    .describe(
      'The share of the training examples that is held out for it, and not trained on: the examples that validate would favour arms that stop by them. Default: 0.1.',
    ),
});
