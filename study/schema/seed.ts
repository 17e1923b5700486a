import { z } from 'zod';

/** A seed: a whole number of 31 bits. */
export const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
