/** `checkpoint` of a study file: how trials are saved while they are trained, whatever trains them. */
import { z } from 'zod';
import { duration } from './duration.ts';

export const checkpoint = z
  .strictObject({
    every: duration.describe(
      'The least time between two checkpoints of a trial: 30s, 10m. Default: 1m, or longer where saving would take more than a hundredth of the time. Of networks: a program decides by itself when it saves one.',
    ),
  })
  .describe('How trials are saved while they are trained, so that their next attempts go on from there.');
