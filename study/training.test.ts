import { expect, it } from 'vitest';
import type { FanoutError } from '../proto/errors.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { parseStudy } from './parse.ts';
import type { DatasetFacts } from './resolve.ts';
import { settingsOf } from './study.ts';
import { trainsTogether } from './trains-together.ts';

const MNIST: DatasetFacts = { examples: 60_000, shape: [28, 28, 1], classes: 10 };

const parse = (spec: string, facts = MNIST) =>
  parseStudy(
    `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: mnist }\n${spec}`,
    {
      source: 'study.yaml',
      describeDataset: async () => facts,
    },
  ).then(networkStudy);
const refusal = async (spec: string): Promise<string> => {
  const error = (await parse(spec).catch((thrown: unknown) => thrown)) as FanoutError;
  expect(error.code).toBe('STUDY_INVALID');
  return error.message.replace(/^.*\n\s*/, '');
};

it('compares schedules, by their kinds or by names of their own', async () => {
  const study = await parse(`
  vary:
    training.schedule:
      - constant
      - cosine: {}
      - { cosine: { to: 0.1 }, warmup: { epochs: 1 }, as: warm }`);
  expect(study.factors).toEqual([
    { name: 'schedule', field: 'training.schedule', levels: ['constant', 'cosine', 'warm'] },
  ]);
  expect(study.arms.map((arm) => settingsOf(study, arm).training.schedule)).toEqual([
    undefined,
    { kind: 'cosine', settings: { to: 0, by: 'step' } },
    { kind: 'cosine', settings: { to: 0.1, by: 'step' }, warmup: { from: 0, epochs: 1 } },
  ]);
});

it.each([
  ['schedule: { step: { every: 9 } }, epochs: 3', '6:42 spec.training.schedule.step.every must come before'],
  ['schedule: { cosine: {}, warmup: { epochs: 12 } }', '6:57 spec.training.schedule.warmup.epochs must end'],
  ['schedule: { cosine: {}, step: {} }', '6:25 spec.training.schedule must have exactly one of constant'],
  ['schedule: { cosine: {}, warmup: {} }', '6:47 spec.training.schedule.warmup must have exactly one of'],
  ['schedule: linear', 'spec.training.schedule must be'],
])('refuses training: { %s }, with the place', async (training, message) => {
  expect(await refusal(`  training: { ${training} }`)).toContain(message);
});

it('refuses a schedule longer than the run of its arm, at the level', async () => {
  const message = await refusal(`
  training: { epochs: 5 }
  vary:
    training.schedule: [constant, { step: { every: 9 } }]`);
  expect(message).toContain('9:35 spec.vary.training.schedule[1]');
  expect(message).toContain('must come before the end of the run, 5 epochs long, found 9');
});

it('takes a loss, decay, clipping and accumulation, and has none that say nothing', async () => {
  const training = async (given: string) =>
    (await parse(`  initializers: [he_normal]\n  training: { ${given} }`)).settings.training;
  expect(
    await training(
      'loss: { categoricalCrossEntropy: { smoothing: 0.1 } }, weightDecay: { rate: 0.01, biases: false }, clip: { norm: 1 }, accumulate: 4',
    ),
  ).toMatchObject({
    loss: { kind: 'categoricalCrossEntropy', smoothing: 0.1 },
    weightDecay: { rate: 0.01, decoupled: true, biases: false },
    clip: { norm: 1 },
    accumulate: 4,
  });
  const plain = await training('accumulate: 1, weightDecay: { rate: 0 }');
  expect(Object.keys(plain)).toEqual(['optimizer', 'batchSize', 'epochs']);
});

it.each([
  [
    'loss: mse',
    'spec.training.loss must be categoricalCrossEntropy or binaryCrossEntropy, since the dataset has classes',
  ],
  [
    'loss: binaryCrossEntropy',
    'must be dense with activation sigmoid, since it is the last layer and the loss is',
  ],
  ['clip: { value: 1, norm: 1 }', 'spec.training.clip must have exactly one of value, norm'],
  [
    'optimizer: { adamw: {} }, weightDecay: { rate: 0.1 }',
    'spec.training.weightDecay cannot stand beside adamw',
  ],
  [
    'optimizer: { lamb: {} }, weightDecay: { rate: 0.1 }',
    'spec.training.weightDecay cannot stand beside lamb, which has a decay of its own',
  ],
  [
    'optimizer: { rmsprop: { centered: true, momentum: 0.9 } }',
    'rmsprop.momentum must be 0 where rmsprop is centered',
  ],
  [
    'accumulate: 9000, batchSize: 48000, epochs: 3',
    'accumulate must be at most 3, the batches that a trial has',
  ],
])('refuses training: { %s }', async (training, message) => {
  expect(await refusal(`  training: { ${training} }`)).toContain(message);
});

const DIABETES = { examples: 442, shape: [10], classes: 1, task: 'regression' as const };
const regression = (more: string, activation = 'linear') =>
  parse(
    `  model: [{ dense: { units: 8 } }, { dense: { units: classes, activation: ${activation} } }]\n${more}`,
    DIABETES,
  );

it('decides a regression by one of its metrics, with a margin that the user names', async () => {
  const study = await regression('  objective: { metric: rmse, margin: 1 }');
  expect(study.objective).toMatchObject({ metric: 'rmse', direction: 'minimize', margin: 1 });
  expect(study.metrics.map(({ name }) => name)).toEqual(['r2', 'rmse', 'mse', 'mae', 'loss', 'train_loss']);
  const [first] = (await regression('  objective: { margin: 0.01 }')).metrics;
  expect(first).toMatchObject({ name: 'r2', direction: 'maximize' });
});

it.each([
  ['', 'linear', 'spec.objective is required, since the dataset has numbers as its targets'],
  [
    '  objective: { metric: accuracy, margin: 1 }',
    'linear',
    'must be one of r2, rmse, mse, mae, loss, train_loss',
  ],
  ['  objective: { metric: r2 }', 'linear', 'spec.objective.margin is required'],
  [
    '  objective: { margin: 1 }',
    'softmax',
    'must be dense with activation linear, since it is the last layer and the dataset has numbers',
  ],
  [
    '  objective: { margin: 1 }\n  training: { loss: binaryCrossEntropy }',
    'linear',
    'must be mse or mae or huber, since the dataset has numbers as its targets, found binaryCrossEntropy',
  ],
])('refuses of a regression %j behind %s', async (more, activation, message) => {
  const error = await regression(more, activation).catch((thrown: unknown) => thrown as Error);
  expect((error as Error).message).toContain(message);
});

it('reports the ranking of a classifier where the study decides by it', async () => {
  const study = await parse('  initializers: [he_normal]\n  objective: { metric: auroc }');
  expect(study.metrics.map(({ name }) => name)).toContain('auroc');
  const other = await parse('  initializers: [he_normal]');
  expect(other.metrics.map(({ name }) => name)).not.toContain('auroc');
});

it('stops trials by a metric that they report', async () => {
  const { settings } = await parse(
    '  initializers: [he_normal]\n  training: { earlyStopping: { patience: 3 } }',
  );
  expect(settings.training.earlyStopping).toEqual({
    metric: 'loss',
    patience: 3,
    minDelta: 0,
    restoreBest: true,
    share: 0.1,
  });
});

it.each([
  [
    'earlyStopping: { metric: train_loss }',
    'earlyStopping.metric must be one of accuracy, balanced_accuracy',
  ],
  ['earlyStopping: { metric: acuracy }', 'found "acuracy", did you mean "accuracy"?'],
  [
    'earlyStopping: { patience: 10 }',
    'earlyStopping.patience must be less than epochs (10), or no trial ever stops',
  ],
  [
    'batchSize: 30000, earlyStopping: { share: 0.5 }',
    'earlyStopping.share leaves 24000 of the smallest training fold',
  ],
])('refuses training: { %s }', async (training, message) => {
  expect(await refusal(`  training: { ${training} }`)).toContain(message);
});

it('takes an initializer that scales variance, with Keras’s defaults', async () => {
  const study = await parse(
    '  initializers: [variance_scaling, { variance_scaling: { scale: 2, mode: fan_avg }, as: wide }, identity]',
  );
  expect(study.arms.map((arm) => settingsOf(study, arm).initializer)).toEqual([
    {
      label: 'variance_scaling',
      name: 'variance_scaling',
      parameters: { scale: 1 },
      choices: { mode: 'fan_in', distribution: 'truncated_normal' },
    },
    {
      label: 'wide',
      name: 'variance_scaling',
      parameters: { scale: 2 },
      choices: { mode: 'fan_avg', distribution: 'truncated_normal' },
    },
    { label: 'identity', name: 'identity', parameters: { gain: 1 } },
  ]);
});

it('refuses an initializer whose rule the model gives nothing to do, at its place', async () => {
  const message = await refusal('  initializers: [he_normal, fixup]');
  expect(message).toContain('spec.initializers[1] fixup needs a residual block with a layer with a kernel');
  const varied = await refusal('  vary: { initializer: [he_normal, zero_gamma] }');
  expect(varied).toContain('spec.vary.initializer[1] zero_gamma needs a residual block with a normalisation');
  const bare =
    '  model: [flatten, { dense: { units: classes, activation: softmax } }]\n  initializers: [lsuv]';
  expect(await refusal(bare)).toContain(
    'spec.initializers[0] lsuv needs a layer with a kernel before the last one, dense_1, which initialize: hidden',
  );
  expect((await parse(`${bare}\n  initialize: all`)).arms).toHaveLength(1);
  const residual = (main: string) =>
    `  model: [{ residual: { main: [${main}] } }, flatten, { dense: { units: classes, activation: softmax } }]\n  initializers: [fixup, zero_gamma]`;
  const conv = '{ conv2d: { filters: 1, kernel: 3, padding: same } }';
  expect(await refusal(residual(conv))).toContain('zero_gamma needs a residual block');
  const fits = await parse(residual(`${conv}, batchNorm`));
  const { initializer } = settingsOf(fits, fits.arms[1]!);
  expect(initializer).toMatchObject({ name: 'zero_gamma', choices: { kernels: 'he_normal' } });
});

it('changes training images in an order of its own, or not at all', async () => {
  const study = await parse(`
  vary:
    training.augment: [none, { cutout: { size: 4 }, randomCrop: {}, as: changed }]`);
  expect(study.arms.map((arm) => settingsOf(study, arm).training.augment)).toEqual([
    undefined,
    [
      { kind: 'randomCrop', settings: { padding: 4 } },
      { kind: 'cutout', settings: { size: 4 } },
    ],
  ]);
});

it('mixes examples behind all other changes, of lists too, but none that are looked up', async () => {
  const table = { examples: 150, shape: [4], classes: 3 };
  const dense = '{ dense: { units: classes, activation: softmax } }';
  const study = await parse(`  model: [${dense}]\n  training: { augment: { mixup: {} } }`, table);
  expect(settingsOf(study, study.arms[0]!).training.augment).toEqual([
    { kind: 'mixup', settings: { alpha: 0.2 } },
  ]);
  expect(trainsTogether(settingsOf(study, study.arms[0]!))).toBe(false);
  const images = await parse('  training: { augment: { mixup: { alpha: 1 }, cutout: {} } }');
  expect(settingsOf(images, images.arms[0]!).training.augment?.map(({ kind }) => kind)).toEqual([
    'cutout',
    'mixup',
  ]);
  const embedded = `[{ embedding: { rows: 9, units: 2 } }, flatten, ${dense}]`;
  await expect(parse(`  model: ${embedded}\n  training: { augment: { mixup: {} } }`, table)).rejects.toThrow(
    'augment.mixup cannot stand before embedding, which looks whole numbers up',
  );
});

it('refuses changes that images cannot have, or that are of no image', async () => {
  const given = (augment: string) => refusal(`  training: { augment: ${augment} }`);
  expect(await given('{ cutout: { size: 28 } }')).toContain(
    '6:42 spec.training.augment.cutout.size must be less than 28, the shorter side of an image, found 28',
  );
  expect(await given('{ randomCrop: { padding: 99 } }')).toContain('randomCrop.padding must be less than 28');
  const table = parse(
    '  model: [{ dense: { units: classes, activation: softmax } }]\n  training: { augment: { cutout: {} } }',
    { examples: 150, shape: [4], classes: 3 },
  );
  await expect(table).rejects.toThrow(
    'augment.cutout is for images [height, width, channels], and the examples are [4]',
  );
});
