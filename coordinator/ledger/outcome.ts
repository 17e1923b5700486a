import { z } from 'zod';
import { isMetricName, MOST_METRICS } from '../../proto/metrics.ts';

const figure = z.number().nullable();

const share = z.number().min(0).max(1).nullable();
const atLeastZero = z.number().min(0).nullable();

/** Metrics by name: finite, and no more than a trial may have. */
export const metricsSchema = z
  .record(z.string().refine(isMetricName, 'is no name of a metric'), z.number())
  .refine((metrics) => Object.keys(metrics).length <= MOST_METRICS, 'has too many metrics');

/** A fact about a completed trial: `Finding` of `proto/results.ts`. */
export const findingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dead_start'), layer: z.string() }),
  z.strictObject({ kind: z.literal('diverged'), step: z.int().min(0) }),
  z.strictObject({ kind: z.literal('did_not_learn'), chance: z.number().min(0).max(1) }),
]);

/** The layers of a trial at one moment: `LayerSample` of `proto/results.ts`. */
export const layerSampleSchema = z.strictObject({
  epoch: z.int().min(0),
  input: z.strictObject({ mean: figure, variance: atLeastZero }),
  layers: z.array(
    z.strictObject({
      layer: z.string(),
      mean: figure,
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
  /** At the end; nothing when it failed. */
  metrics: metricsSchema,
  /** After each epoch. */
  epochs: z.array(metricsSchema),
  findings: z.array(findingSchema),
  layers: z.array(layerSampleSchema).optional(),
  /** Seconds of work for this trial: its pack's, divided by the trials of the pack. */
  seconds: z.number().min(0),
  recordedAt: z.iso.datetime(),
});

export type Outcome = z.output<typeof outcomeSchema>;
