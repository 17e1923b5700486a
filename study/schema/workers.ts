import { z } from 'zod';
import { onCluster } from './rules.ts';

/**
 * How many workers a cluster gives a run. Of no meaning to a run on one machine, whose command line says it.
 */
export const workers = z
  .strictObject({
    min: z.int().min(0).max(1000).default(0).describe('Workers kept as long as trials are left.'),
    max: z.int().min(0).max(1000).default(4).describe('The most workers at once; 0 suspends the run.'),
  })
  .superRefine(({ min, max }, context) => {
    if (min > max)
      context.addIssue({
        code: 'custom',
        path: ['min'],
        message: `must be at most max (${max}), found ${min}`,
        params: { beside: ['max'] },
      });
  })
  .meta({
    description: 'On a cluster: between how many workers the run is scaled, by the trials that are left.',
    ...onCluster(['self.min <= self.max', 'min must be at most max']),
  });
