/**
 * The study file's schema: the one truth about its fields, bounds and defaults. The command line checks files
 * with it, and the custom resource's schema is made from it.
 */
import { z } from 'zod';
import { checkpoint } from './checkpoint.ts';
import { DATASET_SOURCES, dataset } from './dataset.ts';
import { folds } from './folds.ts';
import { armName, INITIALIZERS_EXPLAINED, initializer } from './initializers.ts';
import { MODEL_EXPLAINED, model } from './model.ts';
import { onCluster } from './rules.ts';
import { priority, suspend, weight } from './scheduling.ts';
import { seed } from './seed.ts';
import { template } from './template.ts';
import { trainer } from './trainer.ts';
import { training } from './training.ts';
import { varyLevel } from './vary.ts';
import { workers } from './workers.ts';

const alpha = z
  .number()
  .positive()
  .max(0.5)
  .optional()
  .describe('The bound on the chance of any false claim. Default: 0.05.');

/** The most seeds that a study lists. */
export const MOST_SEEDS = 10_000;

/** `spec` of a study. */
export const studySpec = z
  .strictObject({
    dataset: dataset
      .optional()
      .describe('What is trained on: one that comes with fanout, or your own. A program may have its own.'),
    trainer: trainer.optional(),
    initializers: z.array(initializer).min(1).max(256).optional().meta({
      description:
        'Weight initializers to compare, by their names in Keras, with parameters or without. Default: the seven of the first study; with vary: glorot_uniform alone.',
      explained: INITIALIZERS_EXPLAINED,
    }),
    vary: z
      .record(z.string(), z.array(varyLevel).min(2).max(64))
      .refine(
        (value) => Object.keys(value).length >= 1 && Object.keys(value).length <= 4,
        'must have one to four fields',
      )
      .optional()
      .meta({
        description:
          'Factors: fields to compare the values of, training.batchSize: [16, 32], or initializer: [zeros, he_normal]. Up to four are crossed. model.*.activation is that of every layer but the last, within others too.',
        minProperties: 1,
        maxProperties: 4,
      }),
    arms: z
      .record(
        armName.refine(
          (name) => !/^\d+$/.test(name),
          'must not be a whole number alone: such names do not keep their order',
        ),
        z
          .record(z.string(), z.unknown().meta({ ofAnyType: true }))
          .describe('Fields, and what the arm has in them.'),
      )
      .refine(
        (value) => Object.keys(value).length >= 1 && Object.keys(value).length <= 256,
        'must have 1 to 256 arms',
      )
      .optional()
      .meta({
        description:
          'In place of initializers and vary: combinations with names of their own, baseline: {}, mine: { training.batchSize: 64, initializer: he_normal }.',
        minProperties: 1,
        maxProperties: 256,
      }),
    control: z
      .string()
      .max(256)
      .optional()
      .describe('The arm that the others are compared with: one of the names in arms, or of an initializer.'),
    initialize: z
      .enum(['hidden', 'all'])
      .default('hidden')
      .describe('Which layers the initializer is for: all but the output (hidden, the default), or all.'),
    folds: folds
      .prefault({})
      .describe('Cross-validation: each fold is validated on once, and trained on otherwise.'),
    seeds: z
      .array(seed)
      .min(1)
      .max(MOST_SEEDS)
      .default([1])
      .superRefine((seeds, context) => {
        const seen = new Map<number, number>();
        for (const [index, value] of seeds.entries()) {
          const first = seen.get(value);
          if (first === undefined) seen.set(value, index);
          else
            context.addIssue({
              code: 'custom',
              path: [index],
              message: `must differ from the seeds before it, found ${value} again`,
              params: { beside: [first] },
            });
        }
      })
      .meta({
        description:
          'Each repeats the whole grid with other first weights and another order of examples. Default: [1].',
        // A set: the API server refuses one that is there twice.
        'x-kubernetes-list-type': 'set',
      }),
    model: model.meta({
      ofAnyType: true,
      description:
        "Layers, from the input on, or a network by its name. Default: the first study's network for images.",
      explained: MODEL_EXPLAINED,
    }),
    training: training.prefault({}).describe('How each trial is trained.'),
    objective: z
      .strictObject({
        metric: z
          .string()
          .max(64)
          .optional()
          .describe(
            'One of the metrics that the trials report. Default: accuracy; for a program it is required.',
          ),
        direction: z
          .enum(['maximize', 'minimize'])
          .optional()
          .describe(
            'Which way is better. Default: as the metric has it; required for one that fanout does not know.',
          ),
        of: z
          .enum(['last', 'best'])
          .optional()
          .describe(
            'Of a program: what the metric is at the end of a trial, its last value or its best. Default: last.',
          ),
        scale: z
          .enum(['share', 'plain'])
          .optional()
          .describe(
            'Of a program: a share of 1, told in per cent, or a plain number. Default: share for accuracy and the like.',
          ),
        margin: z
          .number()
          .positive()
          .optional()
          .describe(
            'A difference that does not matter, in the unit of the metric. Default: 0.005 for shares; for others it is required.',
          ),
        alpha,
      })
      .optional()
      .describe('What the study decides by.'),
    verdict: z
      .strictObject({
        margin: z
          .number()
          .positive()
          .max(0.5)
          .optional()
          .describe('A difference of accuracy that does not matter. Default: 0.005.'),
        alpha,
      })
      .optional()
      .describe('The old name of objective, without a metric. Write objective.'),
    checkpoint: checkpoint.optional(),
    workers: workers.prefault({}),
    suspend,
    weight,
    priority,
    template: template.optional(),
  })
  .meta(
    onCluster(
      ['has(self.dataset) || has(self.trainer)', 'dataset is required, unless trainer names a program'],
      [
        `has(self.trainer) || !has(self.dataset) || ${DATASET_SOURCES.map((source) => `has(self.dataset.${source})`).join(' || ')}`,
        'dataset must say which, unless trainer names a program that has its own',
      ],
    ),
  );

/** A study file. */
export const studyFile = z.strictObject({
  apiVersion: z.literal('fanout.dev/v1'),
  kind: z.literal('Study'),
  metadata: z.strictObject({
    name: z
      .string()
      .max(63)
      .regex(
        /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
        'must be lower-case letters, digits and "-", as Kubernetes names are',
      ),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: studySpec,
});

/** A study file as it stands after the schema: defaults filled in, nothing resolved. */
export type StudyFile = z.output<typeof studyFile>;

/** A study file whose trials the built-in network trains. */
export type NetworkFile = StudyFile & {
  readonly spec: { readonly dataset: NonNullable<StudyFile['spec']['dataset']> };
};
/** A study file whose trials a program trains. */
export type CommandFile = StudyFile & {
  readonly spec: { readonly trainer: NonNullable<StudyFile['spec']['trainer']> };
};

/** Whether a program trains what a file lays out. Pure. */
export function isCommandFile(file: StudyFile): file is CommandFile {
  return file.spec.trainer !== undefined;
}
