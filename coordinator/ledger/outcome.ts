import { z } from 'zod';

const metric = z.number().nullable();

const share = z.number().min(0).max(1).nullable();
const atLeastZero = z.number().min(0).nullable();

/** The most findings of a trial that are read: each kind is recorded once; earlier versions took as many as a worker sent. */
export const MOST_FINDINGS = 64;

/** The layers of a trial at one moment: `LayerSample` of `proto/results.ts`. */
export const layerSampleSchema = z.strictObject({
  epoch: z.int().min(0),
  input: z.strictObject({ mean: metric, variance: atLeastZero }),
  layers: z.array(
    z.strictObject({
      layer: z.string(),
      mean: metric,
      variance: atLeastZero,
      deadShare: share,
      gradientNorm: atLeastZero,
      updateRatio: atLeastZero,
    }),
  ),
});

/** The outcome of a trial, as the ledger keeps it: written once, never changed. */
export const outcomeSchema = z.strictObject({
  /** Index in the grid, and the key that it stands for. */
  trial: z.int().min(0),
  key: z.string(),
  status: z.enum(['completed', 'failed']),
  /** Why it failed; only then. */
  reason: z.string().optional(),
  attempt: z.int().min(1),
  worker: z.string(),
  backend: z.string(),
  /** After each epoch: accuracy 0 … 1; losses null when not finite. */
  epochs: z.array(z.strictObject({ accuracy: z.number().min(0).max(1), loss: metric, trainLoss: metric })),
  findings: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('dead_start'), layer: z.string() }),
        z.strictObject({ kind: z.literal('diverged'), step: z.int().min(0) }),
        z.strictObject({ kind: z.literal('did_not_learn'), chance: z.number().min(0).max(1) }),
      ]),
    )
    .max(MOST_FINDINGS),
  layers: z.array(layerSampleSchema).optional(),
  /** Seconds of work for this trial: its pack's, divided by the trials of the pack. */
  seconds: z.number().min(0),
  recordedAt: z.iso.datetime(),
});

export type Outcome = z.output<typeof outcomeSchema>;
