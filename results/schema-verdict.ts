/**
 * The schema of a verdict, as `results.json` and `fanout verdict --json` have it. What each figure means
 * stands in `proto/verdict.ts`.
 */
import { z } from 'zod';

const rate = z.number().min(0).max(1);
const whole = z.int().min(0);
const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();

const basis = z
  .enum(['folds', 'splits', 'seeds', 'repeats'])
  .nullable()
  .describe('what the error rests on; seeds: one fold, training noise only; null: nothing to measure');
const component = z.strictObject({
  variance: z.number().min(0),
  low: z.number().min(0),
  high: z.number().min(0).nullable(),
});
const parts = z
  .strictObject({ fold: component, seed: component, rest: component })
  .describe('components of the variance of single values, with intervals');

const group = z.strictObject({
  group: z.string(),
  trials: whole.describe('completed trials with a finite value'),
  mean: z.number().describe('mean of the means of the folds'),
  stddev: z.number().min(0).nullable().describe('of the sample (n - 1)'),
  interval: interval.describe('of the mean by itself, at settings.confidence'),
  basis,
  dead: whole.describe('trials that did not learn or diverged'),
  chanceLevel: z.boolean().describe('no trial learned: no part of the comparison of means'),
  unstable: z.boolean().describe('some trials learned, others did not'),
  chance: z
    .strictObject({ share: rate, interval: z.strictObject({ low: rate, high: rate }), p: rate })
    .nullable()
    .describe("accuracy over the pooled validation examples, Wilson's interval, p against guessing"),
  variance: parts.nullable(),
  letters: z.string().describe('groups that share a letter are not told apart'),
  meanRank: z.number().min(1).nullable().describe('over data sets, 1 is best; null over folds'),
});

const pair = z.strictObject({
  a: z.string(),
  b: z.string(),
  blocks: whole.describe('folds and seeds that both have'),
  difference: z.number().nullable().describe('mean of a - b; null without a common block'),
  interval: interval.describe('simultaneous over all pairs, at settings.confidence'),
  basis,
  error: z.number().min(0).nullable().describe('standard error of the difference'),
  t: z.number().nullable(),
  df: z.number().min(0),
  p: rate.nullable().describe('two-sided'),
  pAdjusted: rate.nullable().describe("Holm's adjustment over all pairs"),
  effectSize: z.number().nullable().describe("Cohen's d_z"),
  superiority: rate.nullable().describe('share of blocks in which a is better, ties counted half'),
  equivalence: z
    .strictObject({ p: rate.nullable(), pAdjusted: rate.nullable(), equivalent: z.boolean() })
    .describe('within settings.margin: two one-sided tests, and what the number of examples allows'),
  conclusion: z.enum(['a_better', 'b_better', 'equivalent', 'undecided']),
  decidedEarlier: z.literal(true).optional().describe('by an earlier look; it stands'),
});

const effect = z.strictObject({
  factor: z.string(),
  a: z.string().describe('a level of the factor, and b another'),
  b: z.string(),
  blocks: whole.describe('those that all arms have'),
  difference: z.number().nullable().describe('mean of a − b, averaged over the levels of the other factors'),
  interval: interval.describe('simultaneous over all effects, at settings.confidence'),
  error: z.number().nullable(),
  t: z.number().nullable(),
  df: z.number(),
  p: rate.nullable(),
  pAdjusted: rate.nullable().describe('Holm-adjusted over all effects'),
  interaction: z
    .strictObject({ p: rate })
    .describe('p, adjusted, of some combination being so far from the average by chance'),
});

export const verdictSchema = z.strictObject({
  summary: z.array(z.string()).describe('plain sentences'),
  groups: z.array(group),
  pairs: z.array(pair),
  effects: z
    .array(effect)
    .optional()
    .describe('of crossed factors: each averaged over the levels of the others'),
  learning: z
    .array(z.strictObject({ a: z.string(), b: z.string(), p: rate, pAdjusted: rate }))
    .describe("rates of trials that did not learn: Fisher's exact test, Holm-adjusted"),
  variance: z
    .strictObject({
      a: z.string(),
      b: z.string(),
      parts,
      outlook: z.array(
        z.strictObject({
          design: z.enum(['now', 'seeds', 'folds', 'data']).describe('now, or twice as many of these'),
          folds: whole,
          seeds: whole,
          error: z.number().min(0),
          detectableDifference: z.number().min(0).nullable(),
        }),
      ),
    })
    .nullable()
    .describe('where the variance of the pair of the first sentence comes from'),
  friedman: z
    .strictObject({
      blocks: whole,
      chiSquare: z.number().min(0),
      df: whole,
      p: rate,
      criticalDifference: z.number().min(0).describe("Nemenyi's, of mean ranks"),
    })
    .nullable()
    .describe('only over several data sets'),
  power: z.strictObject({
    blocks: whole,
    smallestWilcoxonP: rate,
    detectableDifference: z
      .number()
      .min(0)
      .nullable()
      .describe('what the comparison of a pair finds with 80% power, adjusted for all pairs'),
  }),
  settings: z.strictObject({
    alpha: rate,
    confidence: rate,
    margin: z.number().positive().nullable().describe('largest difference that does not matter'),
    testToTrain: z.number().min(0).describe('test examples over training examples of a block'),
    maximize: z.boolean(),
    oneSplit: z
      .literal(true)
      .optional()
      .describe('the study has no folds: every conclusion is of its one split of the data'),
    testsOverlap: z
      .literal(true)
      .optional()
      .describe('folds test examples that others test too: repeats of a cross-validation, parts held out'),
    resplit: z.boolean().describe('folds were drawn anew for each seed'),
    comparisons: whole.describe('pairs that intervals and adjusted p are for'),
    examples: whole.nullable().describe('distinct validation examples behind accuracies'),
    examplesKnown: z.boolean(),
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
