/**
 * The study file's schema: the one truth about its fields, bounds and defaults. The command line checks files with it,
 * and the custom resource's schema is made from it.
 */
import { z } from 'zod';
import { INITIALIZER_DEFAULTS } from '../../proto/initializers.ts';
import { INITIALIZER_NAMES } from '../../proto/study.ts';

const label = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,48}$/, 'must be 1 to 48 letters, digits, "_", "-" or "."')
  .describe('The name of this choice everywhere: in trial keys, metrics and the report.');

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** An object that must have exactly one of some keys. The keys stand in its description too, for the custom resource's schema. */
const exactlyOne = <Shape extends z.ZodObject>(object: Shape, keys: readonly string[]) =>
  object
    .superRefine((value: Record<string, unknown>, context) => {
      const present = keys.filter((key) => value[key] !== undefined);
      if (present.length === 1) return;
      context.addIssue({
        code: 'custom',
        message: `must have exactly one of ${keys.join(', ')}, has ${present.length === 0 ? 'none' : present.join(' and ')}`,
      });
    })
    .meta({ exactlyOne: keys });

/** Rules across fields as Kubernetes' API server checks it (CEL), beside those that this schema checks. */
const onCluster = (...rules: (readonly [rule: string, message: string])[]) => ({
  'x-kubernetes-validations': rules.map(([rule, message]) => ({ rule, message })),
});

const parametersOf = (name: (typeof INITIALIZER_NAMES)[number]) =>
  z
    .strictObject(
      Object.fromEntries(
        Object.entries(INITIALIZER_DEFAULTS[name]).map(([parameter, { min }]) => [
          parameter,
          (min === undefined ? z.number() : z.number().min(min)).optional(),
        ]),
      ),
    )
    .optional();

const initializer = z.union([
  z.enum(INITIALIZER_NAMES),
  exactlyOne(
    z.strictObject({
      ...(Object.fromEntries(INITIALIZER_NAMES.map((name) => [name, parametersOf(name)])) as Record<
        (typeof INITIALIZER_NAMES)[number],
        ReturnType<typeof parametersOf>
      >),
      as: label.optional(),
    }),
    INITIALIZER_NAMES,
  ),
]);

const hiddenActivation = z.enum(['linear', 'relu', 'tanh', 'sigmoid']).default('linear');

const layer = z.union([
  z.literal('flatten'),
  exactlyOne(
    z.strictObject({
      conv2d: z
        .strictObject({
          filters: z.int().min(1).max(4096),
          kernel: z.int().min(1).max(31),
          padding: z.enum(['valid', 'same']).default('valid'),
          activation: hiddenActivation,
        })
        .optional(),
      maxPool2d: z.int().min(2).max(64).optional(),
      dense: z
        .strictObject({
          units: z.union([z.int().min(1).max(65_536), z.literal('classes')]),
          activation: z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'softmax']).default('linear'),
        })
        .optional(),
    }),
    ['conv2d', 'maxPool2d', 'dense'],
  ),
]);

const OWN_DATASETS = 'npy: { x: …, y: … } or shards: { index: … }';

const shards = z
  .strictObject({
    index: z
      .string()
      .min(1)
      .max(8192)
      .regex(/^([^:]|:[^/]|:\/[^/])*$|^(https?|s3):\/\//, 'must be a path, an http(s) URL or s3://BUCKET/KEY')
      .describe('Path, http(s) URL or s3://BUCKET/KEY of the index that fanout dataset pack has made.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
      .optional()
      .describe('SHA-256 that the index must have; it pins all of the dataset.'),
    shuffle: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .optional()
      .describe('Examples in the shuffle buffer. Default: as many as fit into 64 MiB.'),
  })
  .describe('A dataset in shards: docs/datasets.md.');

const dataset = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .describe('mnist, fashion-mnist or iris; with npy or shards: a name of your own.'),
    npy: z
      .strictObject({
        x: z.string().min(1).describe('Path of the examples: uint8 or float32, the first axis counts them.'),
        y: z.string().min(1).describe('Path of their classes: 0, 1, 2, …'),
      })
      .optional()
      .describe('A dataset of your own, read into memory.'),
    shards: shards.optional(),
    examples: z.int().min(2).optional().describe('Keep only the first so many examples.'),
  })
  .superRefine((value, context) => {
    const own = value.npy !== undefined || value.shards !== undefined;
    if (!own && !['mnist', 'fashion-mnist', 'iris'].includes(value.name ?? '')) {
      context.addIssue({
        code: 'custom',
        path: value.name === undefined ? [] : ['name'],
        message: `must be mnist, fashion-mnist or iris, or come with ${OWN_DATASETS}`,
      });
    }
    if (value.npy !== undefined && value.shards !== undefined)
      context.addIssue({ code: 'custom', path: ['shards'], message: 'must not stand beside npy' });
  })
  .meta(
    onCluster(
      [
        "has(self.npy) || has(self.shards) || (has(self.name) && self.name in ['mnist', 'fashion-mnist', 'iris'])",
        `name must be mnist, fashion-mnist or iris, or come with ${OWN_DATASETS}`,
      ],
      ['!(has(self.npy) && has(self.shards))', 'shards must not stand beside npy'],
    ),
  );

const optimizer = exactlyOne(
  z.strictObject({
    sgd: z
      .strictObject({
        learningRate: z.number().positive().max(1000).describe('Has no default.'),
        momentum: z.number().min(0).lt(1).default(0).describe('Default: 0.'),
      })
      .optional()
      .describe('Stochastic gradient descent.'),
    adam: z
      .strictObject({
        learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
        beta1: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
        beta2: z.number().min(0).lt(1).default(0.999).describe('Default: 0.999.'),
        epsilon: z.number().positive().default(1e-7).describe('Default: 1e-7.'),
      })
      .optional()
      .describe('Adam (Kingma and Ba, 2015).'),
  }),
  ['sgd', 'adam'],
);

/** The seven initializers that the first study compares. */
export const SEED_INITIALIZERS: z.input<typeof initializer>[] = [
  'zeros',
  'glorot_normal',
  'he_normal',
  { random_normal: { mean: 0, stddev: 1 } },
  'glorot_uniform',
  'he_uniform',
  { random_uniform: { min: 0, max: 1 } },
];

const SEED_MODEL: z.input<typeof layer>[] = [
  { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
  { maxPool2d: 2 },
  'flatten',
  { dense: { units: 100, activation: 'relu' } },
  { dense: { units: 'classes', activation: 'softmax' } },
];

const SEED_OPTIMIZER = { sgd: { learningRate: 0.01, momentum: 0.9 } };

/** How many workers a cluster gives a run. Of no meaning to a run on one machine, whose command line says it. */
const workers = z
  .strictObject({
    min: z.int().min(0).max(1000).default(0).describe('Workers kept as long as trials are left.'),
    max: z.int().min(0).max(1000).default(4).describe('The most workers at once; 0 pauses the run.'),
  })
  .superRefine(({ min, max }, context) => {
    if (min > max)
      context.addIssue({
        code: 'custom',
        path: ['min'],
        message: `must be at most max (${max}), found ${min}`,
      });
  })
  .meta({
    description: 'On a cluster: between how many workers the run is scaled, by the trials that are left.',
    ...onCluster(['self.min <= self.max', 'min must be at most max']),
  });

/** A level of a factor: a value, or an object with one field (`{ adam: {} }`). */
const varyLevel = z
  .union([
    z.number(),
    z.boolean(),
    z.string().regex(/^[A-Za-z0-9_.-]{1,48}$/, 'must be 1 to 48 letters, digits, "_", "-" or "."'),
    z
      .record(z.string(), z.unknown())
      .refine((value) => Object.keys(value).length === 1, 'must have exactly one field'),
  ])
  .meta({ ofAnyType: true });
export type VaryLevel = z.output<typeof varyLevel>;

/** `spec` of a study. */
export const studySpec = z.strictObject({
  dataset: dataset.describe('What is trained on: one that comes with fanout, or your own.'),
  initializers: z
    .array(initializer)
    .min(1)
    .max(256)
    .optional()
    .describe(
      'Weight initializers to compare, by their names in Keras, with parameters or without. Default: the seven of the first study; with vary: glorot_uniform alone.',
    ),
  vary: z
    .record(z.string(), z.array(varyLevel).min(2).max(64))
    .refine(
      (value) => Object.keys(value).length >= 1 && Object.keys(value).length <= 2,
      'must have one or two fields',
    )
    .optional()
    .meta({
      description: 'Fields to compare the values of: training.batchSize: [16, 32]. Two are crossed.',
      minProperties: 1,
      maxProperties: 2,
    }),
  initialize: z
    .enum(['hidden', 'all'])
    .default('hidden')
    .describe('Which layers the initializer is for: all but the output (hidden, the default), or all.'),
  folds: z
    .strictObject({
      count: z.int().min(2).max(1000).default(5).describe('How many. Default: 5.'),
      shuffle: z.boolean().default(true).describe('Mix the examples before they are cut. Default: true.'),
      seed: seed.default(1).describe('Of that mixing. Default: 1.'),
    })
    .prefault({})
    .describe('Cross-validation: each fold is validated on once, and trained on otherwise.'),
  seeds: z
    .array(seed)
    .min(1)
    .max(10_000)
    .default([1])
    .superRefine((seeds, context) => {
      const seen = new Set<number>();
      for (const [index, value] of seeds.entries()) {
        if (seen.has(value))
          context.addIssue({
            code: 'custom',
            path: [index],
            message: 'must differ from the seeds before it',
          });
        seen.add(value);
      }
    })
    .meta({
      description:
        'Each repeats the whole grid with other first weights and another order of examples. Default: [1].',
      // A set: the API server refuses one that is there twice.
      'x-kubernetes-list-type': 'set',
    }),
  model: z
    .array(layer)
    .min(1)
    .max(64)
    .prefault(SEED_MODEL)
    .describe("Layers, from the input on. Default: the first study's network for images."),
  training: z
    .strictObject({
      optimizer: optimizer
        .prefault(SEED_OPTIMIZER)
        .describe('Exactly one. Default: sgd, learning rate 0.01, momentum 0.9.'),
      batchSize: z.int().min(1).max(65_536).default(32).describe('Examples of a step. Default: 32.'),
      epochs: z
        .int()
        .min(1)
        .max(10_000)
        .default(10)
        .describe('Passes over the training examples. Default: 10.'),
    })
    .prefault({})
    .describe('How each trial is trained.'),
  verdict: z
    .strictObject({
      margin: z
        .number()
        .positive()
        .max(0.5)
        .default(0.005)
        .describe('A difference of accuracy that does not matter, 0 to 1. Default: 0.005.'),
      alpha: z
        .number()
        .positive()
        .max(0.5)
        .default(0.05)
        .describe('The bound on the chance of any false claim. Default: 0.05.'),
    })
    .prefault({})
    .describe('What the verdict takes for a difference.'),
  workers: workers.prefault({}),
});

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
