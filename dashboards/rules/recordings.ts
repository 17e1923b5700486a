import { type Recording, withRun } from './rule.ts';

/**
 * Seconds of training that a worker takes for one image of one trial: comparable between packs of different
 * sizes.
 */
export const IMAGE_SECONDS = 'instance_run:fanout_worker_image_seconds:mean5m';

export const RECORDINGS: readonly Recording[] = [
  {
    record: 'instance_run:fanout_examples_trained:rate5m',
    expr: 'rate(fanout_examples_trained_total[5m])',
  },
  {
    record: IMAGE_SECONDS,
    expr: withRun(
      '(rate(fanout_worker_step_seconds_sum[5m]) / (rate(fanout_worker_examples_trained_total[5m]) > 0))',
    ),
  },
];
