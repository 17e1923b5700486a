import { describe, expect, it } from 'vitest';
import type { FanoutError } from '../proto/errors.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';
import type { DatasetFacts } from './resolve.ts';
import { settingsOf } from './study.ts';

const MNIST = { examples: 60_000, shape: [28, 28, 1], classes: 10 };
const study = (spec: string) =>
  `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: mnist }\n${spec}`;
const parse = (text: string, facts: DatasetFacts = MNIST, overrides: string[] = []) =>
  parseStudy(text, {
    source: 'study.yaml',
    overrides: overrides.map((override) => parseOverride(override)!),
    describeDataset: async () => facts,
  }).then(networkStudy);
const mistakes = async (text: string, facts: DatasetFacts = MNIST, overrides: string[] = []) => {
  const error = (await parse(text, facts, overrides).catch((thrown) => thrown)) as FanoutError;
  expect(error.code).toBe('STUDY_INVALID');
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
};

it('wants of a dataset of numbers a network and an objective for them', async () => {
  const facts = { examples: 442, shape: [10], classes: 1, task: 'regression' } as const;
  expect(await mistakes(study(''), facts)).toEqual([
    'study.yaml:5:3 spec.model[0] conv2d needs images [height, width, channels], and gets [10]',
    'study.yaml:5:3 spec.model[4] must be dense with activation linear, since it is the last layer and the dataset has numbers',
    'study.yaml:5:3 spec.objective is required, since the dataset has numbers as its targets: { metric: r2, margin: 0.05 }, with the difference that does not matter to you',
  ]);
});

describe('defaults', () => {
  it('are the first study: seven initializers, five folds, one seed, the small convolutional network', async () => {
    const parsed = await parse(study(''));
    expect(parsed.arms.map(({ id }) => id)).toEqual([
      ...[
        'zeros',
        'glorot_normal',
        'he_normal',
        'random_normal',
        'glorot_uniform',
        'he_uniform',
        'random_uniform',
      ],
    ]);
    expect(parsed.arms[3]!.settings.initializer).toEqual({
      label: 'random_normal',
      name: 'random_normal',
      parameters: { mean: 0, stddev: 1 },
    });
    expect(parsed.folds).toEqual({ count: 5, shuffle: true, seed: 1 });
    expect(parsed.settings.model.at(-1)).toEqual({ kind: 'dense', units: 10, activation: 'softmax' });
    expect(parsed.settings.training).toEqual({
      optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
      batchSize: 32,
      epochs: 10,
    });
    expect(Object.isFrozen(parsed.settings.training)).toBe(true);
  });

  it('of an initializer without parameters are Keras’s', async () => {
    const parsed = await parse(
      study('  initializers: [random_normal, { truncated_normal: { stddev: 1 }, as: wide }]'),
    );
    expect(parsed.arms.map((arm) => settingsOf(parsed, arm).initializer)).toEqual([
      { label: 'random_normal', name: 'random_normal', parameters: { mean: 0, stddev: 0.05 } },
      { label: 'wide', name: 'truncated_normal', parameters: { mean: 0, stddev: 1 } },
    ]);
  });
});

describe('mistakes', () => {
  it('are all reported at once, each with line, column, field, bound and value', async () => {
    const text = study(
      '  folds: { count: 0 }\n  training: { batchSize: 1.5, epoks: 3 }\n  initializers: [he_norml]\n  seeds: [1, 1]',
    );
    expect(await mistakes(text)).toEqual([
      'study.yaml:8:18 spec.initializers[0] must be one of zeros, ones, constant, random_normal, random_uniform, truncated_normal, glorot_normal, glorot_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform, orthogonal, variance_scaling, identity, delta_orthogonal, fixup, zero_gamma, lsuv, or an object, found "he_norml", did you mean "he_normal"?',
      'study.yaml:6:19 spec.folds.count must be at least 1, found 0',
      'study.yaml:9:14 spec.seeds[1] must differ from the seeds before it, found 1 again',
      'study.yaml:7:26 spec.training.batchSize must be a whole number, found 1.5',
      'study.yaml:7:31 spec.training.epoks is not a known field, did you mean "epochs"?',
    ]);
  });

  it.each([
    [
      'an unknown parameter',
      '  initializers: [{ random_normal: { std: 1 } }]',
      /random_normal.std is not a known field, did you mean "stddev"/,
    ],
    [
      'two initializers in one',
      '  initializers: [{ zeros: {}, ones: {} }]',
      /must have exactly one of .* has zeros and ones/,
    ],
    [
      'a name twice',
      '  initializers: [zeros, zeros]',
      /^study.yaml:6:25 spec.initializers\[1\] must have a name of its own/,
    ],
    [
      'an empty range',
      '  initializers: [{ random_uniform: { min: 1, max: 1 } }]',
      /must be more than min \(1\), found 1/,
    ],
    [
      'a misspelt layer',
      '  model: [{ conv2: { filters: 1, kernel: 3 } }]',
      /conv2 is not a known field, did you mean "conv2d"/,
    ],
    ['a model without an end', '  model: [flatten]', /must be dense with activation softmax/],
    [
      'a model that does not fit',
      '  model: [{ dense: { units: classes, activation: softmax } }]',
      /put flatten before it/,
    ],
    [
      'wrong number of classes',
      '  model: [flatten, { dense: { units: 9, activation: softmax } }]',
      /must be classes \(10 in this dataset\), found 9/,
    ],
    [
      'wrong number of classes before an activation of its own',
      '  model: [flatten, { dense: { units: 9 } }, softmax]',
      /spec.model\[2\] must get classes outputs from the layer before it \(10 in this dataset\), gets 9/,
    ],
    [
      'ways of a residual that do not meet',
      '  model: [{ residual: { main: [{ conv2d: { filters: 2, kernel: 3 } }] } }, flatten, { dense: { units: classes, activation: softmax } }]',
      /spec.model\[0\].residual main ends in \[26,26,2\] and shortcut in \[28,28,1\]/,
    ],
    [
      'a layer within layers',
      '  model: [{ repeat: { times: 2, layers: [{ residual: { main: [{ conv2d: { filters: 0, kernel: 3 } }] } }] } }]',
      /spec.model\[0\].repeat.layers\[0\].residual.main\[0\].conv2d.filters must be at least 1, found 0/,
    ],
    [
      'softmax inside',
      '  model: [flatten, { dense: { units: 9, activation: softmax } }, { dense: { units: classes, activation: softmax } }]',
      /softmax on the last layer only/,
    ],
    [
      'two optimizers',
      '  training: { optimizer: { sgd: { learningRate: 1 }, adam: {} } }',
      /exactly one of sgd, adam, adamw, rmsprop, lion, lamb, has sgd and adam/,
    ],
    [
      'a negative learning rate',
      '  training: { optimizer: { sgd: { learningRate: -1 } } }',
      /must be more than 0, found -1/,
    ],
  ])('name the rule: %s', async (_, spec, rule) => {
    expect((await mistakes(study(spec))).join('\n')).toMatch(rule);
  });

  it('against the dataset name its figures', async () => {
    const small = { ...MNIST, examples: 20 };
    const resplit = (folds: string) => mistakes(study(`  folds: { ${folds}, resplit: true }`), small);
    expect((await resplit('count: 4')).join()).not.toMatch(/resplit/);
    expect((await resplit('shuffle: false')).join()).toMatch(/spec\.folds\.resplit needs folds\.shuffle/);
    expect(await mistakes(study('  folds: { count: 21 }'), small)).toEqual([
      'study.yaml:6:19 spec.folds.count must be at most the number of examples, 20, found 21',
    ]);
    expect(await mistakes(study('  training: { batchSize: 17 }'), small)).toEqual([
      'study.yaml:6:26 spec.training.batchSize must be at most 16, the examples that the smallest training fold has, found 17',
    ]);
  });

  it('in the YAML itself have their place too', async () => {
    expect((await mistakes('apiVersion: [1\nkind: x'))[0]).toMatch(/^study\.yaml:2:1 /);
    expect(await mistakes('just text')).toEqual([
      'study.yaml:1:1 the document must be an object, found "just text"',
    ]);
    expect((await mistakes('')).join()).toMatch(/is empty, and must hold a study/);
  });

  it('of an override name the override', async () => {
    expect(await mistakes(study(''), MNIST, ['training.epochs=0'])).toEqual([
      '--set training.epochs spec.training.epochs must be at least 1, found 0',
    ]);
  });

  it('that bombs memory by aliases is refused', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]`;
    expect((await mistakes(bomb)).length).toBeGreaterThan(0);
  });
});

it('takes overrides', async () => {
  const parsed = await parse(study(''), MNIST, ['training.epochs=1', 'spec.folds.count=3', 'seeds=[1,2]']);
  expect([parsed.settings.training.epochs, parsed.folds.count, parsed.seeds]).toEqual([1, 3, [1, 2]]);
});

it('a key that is no text is refused in one line, without a warning of the runtime beside it', async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => void warnings.push(warning.message);
  process.on('warning', hear);
  try {
    await expect(parse(study('  ? [a, b]\n  : 1\n'))).rejects.toMatchObject({ code: 'STUDY_INVALID' });
    await expect(parse(study(''), MNIST, ['folds={ [a]: 1 }'])).rejects.toMatchObject({
      code: 'STUDY_INVALID',
    });
    // A warning is emitted one turn later.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', hear);
  }
});
