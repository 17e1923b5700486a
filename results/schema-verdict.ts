/** The schema of a verdict, as `results.json` and `fanout verdict --json` have it. What each figure means stands in `proto/verdict.ts`. */
import { z } from 'zod';

const rate = z.number().min(0).max(1);
const whole = z.int().min(0);
const interval = z
  .strictObject({ low: z.number(), high: z.number() })
  .nullable()
  .describe('at settings.confidence, with the correction for overlapping training sets');

const group = z.strictObject({
  group: z.string(),
  trials: whole.describe('completed trials with a finite value'),
  mean: z.number(),
  stddev: z.number().min(0).nullable().describe('of the sample (n - 1)'),
  interval,
  atChance: z.boolean().describe('most of its trials never learned: no part of the comparison of means'),
  letters: z.string().describe('groups that share a letter are not told apart'),
  meanRank: z.number().min(1).nullable().describe('over the blocks, 1 is best'),
});

const pair = z.strictObject({
  a: z.string(),
  b: z.string(),
  blocks: whole.describe('folds and seeds that both have'),
  difference: z.number().describe('mean of a - b'),
  interval,
  t: z.number().nullable().describe("Nadeau and Bengio's corrected resampled t"),
  df: whole,
  p: rate.nullable().describe('two-sided'),
  pAdjusted: rate.nullable().describe("Holm's adjustment over all pairs"),
  effectSize: z.number().nullable().describe("Cohen's d_z"),
  superiority: rate.describe('share of blocks in which a is better, ties counted half'),
  equivalence: z
    .strictObject({ p: rate.nullable(), pAdjusted: rate.nullable(), equivalent: z.boolean() })
    .describe('two one-sided tests within settings.margin'),
  conclusion: z.enum(['a_better', 'b_better', 'equivalent', 'undecided']),
});

export const verdictSchema = z.strictObject({
  summary: z.array(z.string()).describe('two plain sentences'),
  groups: z.array(group),
  pairs: z.array(pair),
  friedman: z
    .strictObject({
      blocks: whole,
      chiSquare: z.number().min(0),
      df: whole,
      p: rate,
      criticalDifference: z.number().min(0).describe("Nemenyi's, of mean ranks"),
    })
    .nullable(),
  power: z.strictObject({
    blocks: whole,
    smallestWilcoxonP: rate,
    detectableDifference: z
      .number()
      .min(0)
      .nullable()
      .describe('what a single comparison finds with 80% power'),
  }),
  settings: z.strictObject({
    alpha: rate,
    confidence: rate,
    margin: z
      .number()
      .positive()
      .nullable()
      .describe('largest difference that does not matter; null: equivalence was not tested'),
    testToTrain: z.number().min(0).describe('test examples over training examples of a block'),
    maximize: z.boolean(),
  }),
  caveats: z.array(z.string()),
  sequential: z
    .strictObject({
      looks: z.array(z.strictObject({ seeds: z.int().min(1), alpha: rate })),
      maxSeeds: z.int().min(1),
      spent: rate,
      alpha: rate,
      stopped: z.enum(['settled', 'seeds', 'time']).nullable(),
    })
    .optional()
    .describe('only where seeds were added in blocks until the verdict was settled'),
});
