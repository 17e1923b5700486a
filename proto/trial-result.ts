/**
 * The schema of what a trial came to: the ledger's entries and the trials of `results.json` are both made
 * from it.
 */
import { z } from 'zod';
import { isMetricName, MOST_METRICS } from './metrics.ts';

const figure = z.number().nullable();
const share = z.number().min(0).max(1).nullable();
const atLeastZero = z.number().min(0).nullable();

const metricName = z.string().refine(isMetricName, 'is no name of a metric');
const fewEnough = (named: object) => Object.keys(named).length <= MOST_METRICS;

/** More findings than a trial has: each kind is recorded once. */
export const MOST_FINDINGS = 64;

/** A fact about a completed trial: `Finding` of `proto/findings.ts`. */
const findingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dead_start'), layer: z.string() }),
  z.strictObject({ kind: z.literal('diverged'), step: z.int().min(0) }),
  z.strictObject({ kind: z.literal('did_not_learn'), chance: z.number().min(0).max(1) }),
]);

/** The layers of a trial at one moment: `LayerSample` of `proto/findings.ts`. */
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

/** The fields of a trial's result, wherever it stands. */
export const trialResultFields = {
  status: z.enum(['completed', 'failed']),
  metrics: z
    .record(metricName, z.number())
    .refine(fewEnough, 'has too many metrics')
    .describe('by name, at the end; empty when failed; what is not finite is absent'),
  history: z
    .record(metricName, z.array(figure))
    .refine(fewEnough, 'has too many metrics')
    .describe('each metric after every epoch, null where it was not finite'),
  findings: z.array(findingSchema).max(MOST_FINDINGS),
  layers: z
    .array(layerSampleSchema)
    .optional()
    .describe('what went on inside, before the first step (epoch 0) and after epochs'),
  reason: z.string().optional().describe('why a failed trial failed'),
  attempt: z.int().min(1),
  worker: z.string(),
  seconds: z.number().min(0).describe("the pack's, divided by its trials"),
};
