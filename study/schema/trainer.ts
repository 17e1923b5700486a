/** `trainer` of a study file: a program of the user's own, run once for each trial. */
import { z } from 'zod';
import { duration } from './duration.ts';

/** The longest argument, and the longest value of a variable, in characters. */
const LONGEST_TEXT = 8192;

const text = z
  .string()
  .max(LONGEST_TEXT)
  .refine((value) => !value.includes('\0'), 'must not contain a null character');

/** Names of parameters: what placeholders, tables and trial keys are made of. */
export const parameterName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'must begin with a letter or "_", then letters, digits, "_" or "-"');

const MOST_PARAMETERS = 256;

export const trainer = z
  .strictObject({
    command: z
      .array(text)
      .min(1)
      .max(256)
      .refine(([program]) => program !== '', 'must begin with the name of a program')
      .describe(
        'The program and its arguments. {{NAME}} stands for a parameter, or seed, fold, folds, trial, arm, run, attempt, directory, checkpoint. No shell reads them.',
      ),
    directory: text
      .min(1)
      .default('.')
      .describe('Where it runs; counts from the study file. Default: the folder of the study file.'),
    parameters: z
      .record(z.string(), z.unknown().meta({ ofAnyType: true }))
      .refine((value) => Object.keys(value).length <= MOST_PARAMETERS, 'must have at most 256 parameters')
      .default({})
      .describe('Parameters that all arms share, unless an arm has its own: { epochs: 10 }.'),
    metrics: z
      .strictObject({
        from: z
          .enum(['lines', 'file', 'none'])
          .default('lines')
          .describe(
            'lines of its output (epoch=3 accuracy=0.97, or JSON) and of the file FANOUT_METRICS; that file alone; or none: the one metric is then seconds, the time it took. Default: lines.',
          ),
      })
      .prefault({})
      .describe('How the program tells its metrics: docs/trainer-command.md.'),
    timeout: duration
      .optional()
      .describe('The longest time that one attempt may take: 90s, 30m, 2h. Default: no bound.'),
    quiet: duration
      .default(3600)
      .describe('The longest time without output or a metric, after which it is stopped. Default: 1h.'),
    concurrency: z
      .strictObject({
        perGpu: z.int().min(1).max(64).default(1).describe('Programs at a time on each GPU. Default: 1.'),
        perMachine: z
          .int()
          .min(1)
          .max(1024)
          .optional()
          .describe('Programs at a time on each machine. Default: one for each core, or what its GPUs hold.'),
      })
      .prefault({})
      .describe('How many programs run at a time.'),
    gpus: z
      .int()
      .min(0)
      .max(64)
      .default(0)
      .describe('Whole GPUs for each trial. Default: 0, trials share those that are there.'),
    environment: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable: letters, digits and "_"')
          .refine((name) => !name.startsWith('FANOUT_'), 'must not begin with FANOUT_'),
        text,
      )
      .default({})
      .describe('Variables of its environment: { OMP_NUM_THREADS: "1" }.'),
    retries: z
      .int()
      .min(0)
      .max(20)
      .default(1)
      .describe('Further attempts at a trial whose program failed. Default: 1.'),
    image: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .describe('On a cluster: the container image that the program runs in. It needs glibc, and no Node.'),
  })
  .describe('A program of your own that trains, in place of the built-in network: docs/trainer-command.md.');
