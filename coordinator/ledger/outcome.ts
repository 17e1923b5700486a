import { z } from 'zod';
import { trialResultFields } from '../../proto/trial-result.ts';

/** The outcome of a trial, as the ledger keeps it: written once, never changed. */
export const outcomeSchema = z.strictObject({
  /** Index in the grid, and the key that it stands for. */
  trial: z.int().min(0),
  key: z.string(),
  backend: z.string(),
  recordedAt: z.iso.datetime(),
  ...trialResultFields,
});

export type Outcome = z.output<typeof outcomeSchema>;

/** Why an outcome is of no trial of the run, as a text; undefined for one that is. */
export type WhyForeign = (outcome: Outcome) => string | undefined;
