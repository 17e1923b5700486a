/**
 * How a Study stands beside the others of a cluster. Of no meaning to a run on one machine, and no part of
 * the experiment.
 */
import { z } from 'zod';

export const suspend = z
  .boolean()
  .optional()
  .describe(
    'On a cluster: true gives the run no workers, as of a Job; what is recorded stays. Default: false.',
  );

export const weight = z
  .int()
  .min(1)
  .max(1000)
  .optional()
  .describe(
    'On a cluster: the part of the workers beside other studies of the same priority, where there are not enough for all. Default: 1.',
  );

export const priority = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    'must be the name of a PriorityClass: lower-case letters, digits, "-" and "."',
  )
  .optional()
  .describe(
    'On a cluster: a PriorityClass. A study of a higher one takes workers from those of a lower one, and its pods have it. Default: that of the template.',
  );
