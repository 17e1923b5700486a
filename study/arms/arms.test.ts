import { describe, expect, it } from 'vitest';
import { armCalled } from '../fixtures/arm.ts';
import { networkStudy } from '../fixtures/network-study.ts';
import { limitProblems } from '../limits.ts';
import { parseStudy } from '../parse.ts';
import { graphKey, settingsOf } from '../study.ts';

const FACTS = { examples: 150, shape: [4], classes: 3 };
const warnings: string[] = [];
const parse = (spec: string) =>
  parseStudy(
    `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: arms }
spec:
  dataset: { name: iris }
  model: [{ dense: { units: 8, activation: relu } }, { dense: { units: classes, activation: softmax } }]
  training: { optimizer: { sgd: { learningRate: 0.1, momentum: 0.5 } }, batchSize: 16, epochs: 4 }
${spec}`,
    { source: 's.yaml', describeDataset: async () => FACTS, warn: (line) => warnings.push(line) },
  ).then(networkStudy);
const problemsOf = (spec: string) =>
  parse(spec).then(
    () => 'no problem',
    (error: Error) => error.message,
  );

describe('arms', () => {
  it('have what they name, and the rest from the study', async () => {
    const study = await parse(`  arms:
    baseline: {}
    mine: { training: { batchSize: 8 }, initializer: he_normal }
    adam: { training.optimizer: { adam: {} }, model.0.dense.units: 5 }
    slow: { training: { optimizer: { sgd: { learningRate: 0.01 } } } }
  control: baseline
`);
    expect(study.arms.map(({ id, levels }) => [id, levels])).toEqual(
      ['baseline', 'mine', 'adam', 'slow'].map((arm) => [arm, { arm }]),
    );
    expect(study.factors).toEqual([
      { name: 'arm', field: 'arms', levels: ['baseline', 'mine', 'adam', 'slow'] },
    ]);
    expect(study.control).toBe('baseline');
    const [baseline, mine, adam, slow] = study.arms.map((arm) => settingsOf(study, arm));
    expect(study.arms[0]!.settings).toEqual({});
    expect(baseline).toEqual(study.settings);
    expect([mine!.training.batchSize, mine!.training.epochs, mine!.initializer.name]).toEqual([
      8,
      4,
      'he_normal',
    ]);
    expect(Object.keys(study.arms[1]!.settings).sort()).toEqual(['initializer', 'training']);
    expect([adam!.training.optimizer.kind, adam!.model[0]!.units, adam!.training.batchSize]).toEqual([
      'adam',
      5,
      16,
    ]);
    expect(slow!.training.optimizer).toEqual({ kind: 'sgd', learningRate: 0.01, momentum: 0.5 });
    expect(new Set([baseline!, mine!, adam!, slow!].map(graphKey)).size).toBe(4);
  });

  it.each([
    [
      'beside vary',
      '  arms: { a: {} }\n  vary: { training.epochs: [1, 2] }',
      /spec\.arms names whole combin/,
    ],
    ['beside initializers', '  arms: { a: {} }\n  initializers: [zeros]', /spec\.arms names whole combin/],
    [
      'an unknown field',
      '  arms: { a: { training.size: 3 } }',
      /s\.yaml:8:16 spec\.arms\.a\.training\.size leads/,
    ],
    [
      'what makes blocks',
      '  arms: { a: { folds.count: 3 } }',
      /arms\.a\.folds\.count cannot be set for an arm/,
    ],
    ['an unknown initializer', '  arms: { a: { initializer: he_norml } }', /initializer must be .*he_normal/],
    [
      'a value out of range',
      '  arms: { a: { training.epochs: 0 } }',
      /a\.training\.epochs must be at least 1/,
    ],
    [
      'a rule of the dataset',
      '  arms: { a: { training: { batchSize: 130 } } }',
      /arms\.a\.training makes spec\.training\.batchSize break a rule: it must be at most 120/,
    ],
    ['a name that is no key', '  arms: { "a b": {} }', /spec\.arms/],
    ['its prototype', '  arms: { a: { __proto__.x: 3 } }', /leads into a field that the study does not have/],
    ['none', '  arms: {}', /must have 1 to 256 arms/],
    [
      'a number',
      '  arms: { 64: {}, b: { training.epochs: 2 } }',
      /arms\.64 must not be a whole number alone/,
    ],
    [
      'a field twice',
      '  arms: { a: { training.epochs: 2, training: { epochs: 3 } } }',
      /is set by training\.epochs already/,
    ],
    [
      'a range that is none',
      '  arms: { a: { initializer: { random_uniform: { min: 2, max: 1 } } } }',
      /max must be more than min \(2\)/,
    ],
    [
      'the list of initializers',
      '  arms: { a: { initializers: [zeros] } }',
      /cannot be varied: write initializer: NAME/,
    ],
    [
      'arms that are alike',
      '  arms: { a: {}, b: { training: {} } }',
      /two arms that are trained alike, a and b: .* as: again/,
    ],
  ])('name %s', async (_, spec, message) => {
    expect(await problemsOf(spec)).toMatch(message);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

describe('an initializer as a factor of vary', () => {
  it('is crossed with the others, parameters and all', async () => {
    const study = await parse(
      '  vary: { training.batchSize: [8, 16], initializer: [zeros, { random_normal: { stddev: 1 } }] }',
    );
    expect(study.factors.map(({ name, field }) => [name, field])).toEqual([
      ['initializer', 'vary.initializer'],
      ['batchSize', 'training.batchSize'],
    ]);
    expect(study.arms.map(({ id }) => id)).toEqual([
      'zeros-batchSize=8',
      'zeros-batchSize=16',
      'random_normal-batchSize=8',
      'random_normal-batchSize=16',
    ]);
    expect(settingsOf(study, study.arms[3]!).initializer.parameters).toEqual({ mean: 0, stddev: 1 });
  });

  it.each([
    [
      'beside initializers',
      '  initializers: [ones]\n  vary: { initializer: [zeros, ones] }',
      /cannot stand beside/,
    ],
    [
      'unknown',
      '  vary: { initializer: [zeros, he_norml] }',
      /s\.yaml:8:32 spec\.vary\.initializer\[1\] must be/,
    ],
    ['twice', '  vary: { initializer: [zeros, zeros] }', /initializer\[1\] must have a name of its own/],
  ])('%s is refused', async (_, spec, message) => {
    expect(await problemsOf(spec)).toMatch(message);
  });
});

describe('factors', () => {
  it.each([
    [
      'of one field, written in two ways',
      '{ "model.0.dense.units": [4, 6], "model[0].dense.units": [3, 5] }',
      /is a factor already, or part of one: model\.0/,
    ],
    [
      'of which one is a part of the other',
      '{ training.optimizer: [{ adam: {} }], training.optimizer.sgd.momentum: [0, 0.5] }',
      /at least 2 entries|part of one/,
    ],
    [
      'of which one undoes the other',
      '{ model.*.activation: [relu, tanh], model.0.dense.activation: [relu, sigmoid] }',
      /two arms that are trained alike, relu-relu and tanh-relu/,
    ],
    [
      'that a later level does not have',
      '{ model.0: [{ dense: { units: 8 } }, flatten], training.epochs: [1, 2], training.size: [1, 2] }',
      /vary\.training\.size leads into/,
    ],
  ])('%s are refused', async (_, vary, message) => {
    expect(await problemsOf(`  vary: ${vary}`)).toMatch(message);
  });

  it('leave out no arm in silence: a rule that one level breaks stands at that level', async () => {
    const broken = await problemsOf('  vary: { training.batchSize: [16, 121], training.epochs: [1, 2] }');
    expect(broken.match(/vary\.training\.batchSize\[1\] makes/g)).toHaveLength(1);
    expect(broken).not.toContain('epochs[');
  });

  it('have levels that replace what the study has, and may be given names', async () => {
    const study = await parse(
      '  vary: { training.optimizer: [{ sgd: { learningRate: 0.2 }, as: fast }, { sgd: { learningRate: 0.02 }, as: slow }] }',
    );
    expect(study.arms.map((arm) => [arm.id, settingsOf(study, arm).training.optimizer])).toEqual([
      ['fast', { kind: 'sgd', learningRate: 0.2, momentum: 0 }],
      ['slow', { kind: 'sgd', learningRate: 0.02, momentum: 0 }],
    ]);
    const wide =
      '[{ random_normal: { stddev: 1 }, as: wide }, { random_normal: { stddev: 0.1 }, as: narrow }]';
    const drawn = await parse(`  vary: { initializer: ${wide}, training.epochs: [1, 2] }`);
    expect(drawn.arms.map(({ id }) => id)).toEqual(
      ['wide', 'narrow'].flatMap((name) => [1, 2].map((epochs) => `${name}-epochs=${epochs}`)),
    );
  });
});

it('crosses four factors, and names each arm once', async () => {
  const study = await parse(
    '  initializers: [zeros, ones]\n  vary: { training.epochs: [3, 4], training.batchSize: [8, 9], initialize: [all, hidden] }',
  );
  expect(new Set(study.arms.map(({ id }) => id)).size).toBe(16);
  expect(study.arms[5]!.levels).toEqual({
    initializer: 'zeros',
    epochs: '4',
    batchSize: '8',
    initialize: 'hidden',
  });
});

it('refuses two arms of one id, whatever made them', async () => {
  const study = await parse('  initializers: [zeros, ones]');
  const arms = [armCalled('a-b'), armCalled('c'), armCalled('a-b')];
  expect(limitProblems({ ...study, arms }, '').map(({ message }) => message)).toContain(
    'makes two arms with the id "a-b": call the levels otherwise',
  );
});

describe('control', () => {
  it.each([
    ['  initializers: [zeros, ones]\n  control: ones', 'ones'],
    ['  vary: { training.batchSize: [8, 16] }\n  control: batchSize=8', 'batchSize=8'],
  ])('is one of the arms: %s', async (spec, control) => {
    expect((await parse(spec)).control).toBe(control);
  });

  it('that is none of them is refused, with those that there are', async () => {
    expect(await problemsOf('  initializers: [zeros, ones]\n  control: one')).toMatch(
      /s\.yaml:9:12 spec\.control must be one of the arms, zeros, ones, found "one", did you mean "ones"\?/,
    );
  });
});

describe('objective', () => {
  it('is accuracy, and what the file says otherwise', async () => {
    expect((await parse('')).objective).toEqual({
      metric: 'accuracy',
      direction: 'maximize',
      margin: 0.005,
      alpha: 0.05,
    });
    const spec = '  objective: { metric: loss, direction: minimize, margin: 0.1, alpha: 0.01 }';
    expect((await parse(spec)).objective).toEqual({
      metric: 'loss',
      direction: 'minimize',
      margin: 0.1,
      alpha: 0.01,
    });
  });

  it.each([
    ['{ metric: acuracy }', /metric must be one of accuracy, .* found "acuracy", did you mean "accuracy"\?/],
    [
      '{ metric: loss, direction: maximize, margin: 1 }',
      /direction must be minimize, as loss is, found maximize/,
    ],
    ['{ metric: loss }', /margin is required: only you can say which difference of loss does not matter/],
    ['{ margin: 0.6 }', /margin must be at most 0\.5, since accuracy is a share, found 0\.6/],
    ['{ margin: 0.01 }\n  verdict: { margin: 0.02 }', /verdict cannot stand beside objective/],
    ['{ margin: 0 }', /margin must be more than 0/],
  ])('%s is refused', async (objective, message) => {
    expect(await problemsOf(`  objective: ${objective}`)).toMatch(message);
  });

  it('has its old name still, which is said', async () => {
    warnings.length = 0;
    const { objective } = await parse('  verdict: { margin: 0.02 }');
    expect(objective).toMatchObject({ metric: 'accuracy', margin: 0.02, alpha: 0.05 });
    expect(warnings).toEqual([
      's.yaml:8:3 spec.verdict is read as objective, its name today: write objective: { margin: 0.02 }',
    ]);
  });
});
