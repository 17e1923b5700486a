/**
 * The schema of `results.json`: what `docs/results.schema.json` is made from. The types are those of
 * `results.ts`; a line at the end makes the compiler refuse any difference.
 */
import { z } from 'zod';
import { trialResultFields } from '../proto/trial-result.ts';
import type { RunResults } from './results.ts';
import { verdictSchema } from './schema-verdict.ts';

const whole = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const metric = z.strictObject({
  name: z.string(),
  title: z.string().describe('what tables and axes call it'),
  direction: z.enum(['maximize', 'minimize']),
  scale: z.enum(['share', 'plain']).describe('share: 0 to 1, spoken of in per cent'),
  least: z.number().optional(),
  most: z.number().optional(),
  binomial: z.literal(true).optional().describe('a share of examples, each of them right or wrong'),
});

const objective = z.strictObject({
  metric: z.string(),
  direction: z.enum(['maximize', 'minimize']),
  margin: z.number().positive().describe('a difference that does not matter'),
  alpha: z.number().min(0).max(1),
});

const trial = z.strictObject({
  arm: z.string().describe('its id'),
  levels: z.record(z.string(), z.string()).describe('of each factor, by its name'),
  fold: whole,
  seed: whole,
  ...trialResultFields,
});

const summary = z.strictObject({
  arm: z.string(),
  mean: z.number().nullable().describe('of the objective'),
  stddev: z.number().min(0).nullable(),
  folds: z
    .array(z.number().nullable())
    .describe('the objective of each trial: fold by fold, in each seed by seed'),
});

const programVersion = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().describe('as the command names it'), sha256 }))
    .describe('those that the command names'),
  trials: z
    .array(z.string())
    .optional()
    .describe('recorded with this version, as ARM/FOLD/SEED; absent where there is no other: all'),
});

export const resultsSchema = z
  .strictObject({
    version: z.literal(2).describe('of this form'),
    run: z.string(),
    study: z.string(),
    factors: z
      .array(z.strictObject({ name: z.string(), field: z.string(), levels: z.array(z.string()) }))
      .describe('what was varied'),
    control: z.string().optional().describe('the arm that the others are compared with'),
    metrics: z.array(metric).describe('what each trial reports'),
    objective: objective.describe('what the study decides by'),
    dataset: z
      .strictObject({
        name: z.string(),
        examples: whole,
        sha256: z.union([sha256, z.literal('')]).describe('empty where a program alone has the data'),
      })
      .optional()
      .describe('absent where a program has data of its own, of unknown size'),
    resplit: z.literal(true).optional().describe('folds were drawn anew for each seed'),
    oneSplit: z
      .literal(true)
      .optional()
      .describe('there are no folds: all trials are of one split of the data'),
    program: z
      .array(programVersion)
      .min(1)
      .optional()
      .describe('versions of the program: several where it was edited before the run was resumed'),
    backend: z.string(),
    workers: whole,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    seconds: z.number().min(0),
    trials: z.strictObject({ total: whole, completed: whole, failed: whole, attempts: whole }),
    examplesPerSecond: z.number().min(0),
    results: z.array(trial).describe('one for each recorded trial, in the order of the grid'),
    summary: z.array(summary),
    verdict: verdictSchema,
  })
  .describe('What a run of fanout ended with: results.json, and what `fanout run --json` prints.');

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
/** Does not compile when the schema and the type have grown apart. */
export const schemaMatchesType: Same<Mutable<RunResults>, Loose<z.output<typeof resultsSchema>>> = true;
/** `optional()` of zod allows an explicit undefined, which JSON does not have. */
type Loose<T> = T extends (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { [Key in keyof T]: undefined extends T[Key] ? Loose<Exclude<T[Key], undefined>> : Loose<T[Key]> }
    : T;

/** The schema as JSON Schema (draft 2020-12), as text. Pure. */
export function resultsJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(resultsSchema);
  return `${JSON.stringify({ $schema, title: 'results.json of fanout', ...rest }, null, 2)}\n`;
}
