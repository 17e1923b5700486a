import { describe, expect, it } from 'vitest';
import { networkStudy } from '../fixtures/network-study.ts';
import { gridOf } from '../grid.ts';
import { parseOverride } from '../overrides.ts';
import { parseStudy } from '../parse.ts';
import { graphKey, mostEpochs, settingsOf } from '../study.ts';

const FACTS = { examples: 150, shape: [4], classes: 3 };
const parse = (spec: string, ...sets: string[]) =>
  parseStudy(
    `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: factors }
spec:
  dataset: { name: iris }
  model: [{ dense: { units: 8, activation: relu } }, { dense: { units: 5 } }, { dense: { units: classes, activation: softmax } }]
  training: { optimizer: { adam: {} }, batchSize: 16, epochs: 4 }
${spec}`,
    {
      source: 's.yaml',
      overrides: sets.map((set) => parseOverride(set)!),
      describeDataset: async () => FACTS,
    },
  ).then(networkStudy);
const problemsOf = async (spec: string): Promise<string> => {
  const error = await parse(spec).catch((thrown: Error) => thrown);
  return error instanceof Error ? error.message : 'no problem';
};

describe('one factor', () => {
  it('makes an arm of each of its levels, alike in all else', async () => {
    const study = await parse('  vary: { training.batchSize: [8, 16, 32] }');
    expect(study.arms.map(({ id }) => [id, study.settings.initializer.name])).toEqual([
      ['batchSize=8', 'glorot_uniform'],
      ['batchSize=16', 'glorot_uniform'],
      ['batchSize=32', 'glorot_uniform'],
    ]);
    expect(study.factors).toEqual([
      { name: 'batchSize', field: 'training.batchSize', levels: ['8', '16', '32'] },
    ]);
    const [first, second] = study.arms.map((arm) => settingsOf(study, arm));
    expect([first!.training.batchSize, second!.training.batchSize]).toEqual([8, 16]);
    expect(first!.model).toEqual(study.settings.model);
    expect(gridOf(study)[1]!.key).toBe('batchSize=16/0/1');
  });

  it('of words is called by them', async () => {
    const study = await parse('  vary: { model.*.activation: [relu, tanh] }');
    expect(study.arms.map(({ id }) => id)).toEqual(['relu', 'tanh']);
    const activations = study.arms.map((arm) =>
      settingsOf(study, arm).model.map((layer) => 'activation' in layer && layer.activation),
    );
    expect(activations).toEqual([
      ['relu', 'relu', 'softmax'],
      ['tanh', 'tanh', 'softmax'],
    ]);
  });

  it('reaches layers within others, but not the one that puts out classes', async () => {
    const inner = '{ dense: { units: 4, activation: relu } }';
    const shortcut = '{ dense: { units: 4, activation: relu } }';
    const block = `{ residual: { main: [${inner}, tanh], shortcut: [${shortcut}] } }`;
    const model = `[${inner}, { repeat: { times: 2, layers: [${block}] } }, { dense: { units: classes, activation: softmax } }]`;
    const study = await parse(`  vary: { model.*.activation: [elu, selu] }`, `model=${model}`);
    const [first, second] = study.arms.map((arm) => JSON.stringify(settingsOf(study, arm).model));
    expect(first!.match(/"activation":"elu"/g)).toHaveLength(3);
    expect(second).toBe(first!.replaceAll('"elu"', '"selu"'));
    expect(second).toContain('"activation":"softmax"');
  });

  it('of a whole layer is called as the layer is, wherever it stands', async () => {
    const dense = (units: number) => `{ dense: { units: ${units}, activation: relu } }`;
    const model = `[flatten, ${dense(4)}, { repeat: { times: 3, layers: [${dense(4)}] } }, ${dense(4)}, { dense: { units: classes, activation: softmax } }]`;
    const levels = `[${dense(4)}, { dense: { units: 8, activation: relu }, as: wide }]`.replace(
      '{ dense: { units: 4, activation: relu } }',
      '{ dense: { units: 4, activation: relu }, as: narrow }',
    );
    const nameOf = async (field: string) =>
      (await parse(`  vary: { "${field}": ${levels} }`, `model=${model}`)).factors[0]!.name;
    expect(await nameOf('model[1]')).toBe('dense_1');
    expect(await nameOf('model[3]')).toBe('dense_5');
  });

  it('may be a whole object, called by its field', async () => {
    const study = await parse(
      '  vary: { training.optimizer: [{ adam: {} }, { sgd: { learningRate: 0.1 } }] }',
    );
    expect(study.arms.map((arm) => [arm.id, settingsOf(study, arm).training.optimizer.kind])).toEqual([
      ['adam', 'adam'],
      ['sgd', 'sgd'],
    ]);
  });

  it('can be given on the command line', async () => {
    const study = await parse('', 'vary={training.optimizer.adam.learningRate: [0.1, 0.01]}');
    expect(study.arms.map(({ id }) => id)).toEqual(['learningRate=0.1', 'learningRate=0.01']);
  });

  it('of epochs leaves room for the longest', async () => {
    const study = await parse('  vary: { training.epochs: [2, 9] }');
    expect(mostEpochs(study)).toBe(9);
    expect(study.arms.map((arm) => settingsOf(study, arm).training.epochs)).toEqual([2, 9]);
  });
});

describe('an argument that sets what is varied has no effect, and is refused', () => {
  it.each([
    ['training.epochs', 'training.epochs=1'],
    ['training.epochs', 'training={epochs: 1}', 'no problem'],
    ['training.optimizer.adam.learningRate', 'training.optimizer.adam.learningRate=0.5'],
    ['model[0].dense.units', 'model.0.dense.units=3'],
    ['model.*.activation', 'model.0.dense.activation=relu'],
    ['training.epochs', 'training.batchSize=8', 'no problem'],
    ['training.epochs', 'vary.training.epochs=[2, 3]', 'no problem'],
  ])('%s, --set %s', async (field, set, expected = 'has no effect') => {
    const levels = field.endsWith('activation') ? '[relu, tanh]' : '[1, 2]';
    const result = await parse(`  vary: { "${field}": ${levels} }`, set).then(
      () => 'no problem',
      (error: Error) => error.message,
    );
    expect(result).toContain(expected);
    if (expected === 'has no effect') expect(result).toContain(`set vary.${field}=[…] instead`);
  });
});

describe('factors are crossed', () => {
  it('initializers that are listed, and a field', async () => {
    const study = await parse('  initializers: [he_normal, zeros]\n  vary: { training.batchSize: [8, 16] }');
    expect(study.factors.map(({ name }) => name)).toEqual(['initializer', 'batchSize']);
    expect(study.arms.map(({ id }) => id)).toEqual([
      'he_normal-batchSize=8',
      'he_normal-batchSize=16',
      'zeros-batchSize=8',
      'zeros-batchSize=16',
    ]);
    expect(study.arms[3]!.levels).toEqual({ initializer: 'zeros', batchSize: '16' });
    expect(settingsOf(study, study.arms[3]!).initializer.name).toBe('zeros');
    const keys = study.arms.map((arm) => graphKey(settingsOf(study, arm)));
    expect([keys[0] === keys[2], keys[0] === keys[1]]).toEqual([true, false]);
  });

  it('two fields, whose names are told apart', async () => {
    const study = await parse('  vary: { model.0.dense.units: [4, 6], model.1.dense.units: [7, 9] }');
    expect(study.factors.map(({ name }) => name)).toEqual(['model.0.dense.units', 'model.1.dense.units']);
    expect(new Set(study.arms.map(({ id }) => id)).size).toBe(4);
    const widths = study.arms.map((arm) =>
      settingsOf(study, arm).model.map((layer) => 'units' in layer && layer.units),
    );
    expect(widths[3]).toEqual([6, 9, 3]);
  });
});

describe('a mistake is named at the level that makes it', () => {
  it.each([
    [
      'a value out of range',
      '  vary: { training.batchSize: [8, 0] }',
      /s\.yaml:8:35 spec\.vary\.training\.batchSize\[1\] must be at least 1, found 0/,
    ],
    [
      'a value that breaks a rule of the dataset',
      '  vary: { training.batchSize: [8, 121] }',
      /batchSize\[1\] makes spec\.training\.batchSize break a rule: it must be at most 120/,
    ],
    [
      'an unknown field',
      '  vary: { training.size: [8, 9] }',
      /vary\.training\.size leads into a field that the study does not have$/,
    ],
    [
      'a field that leads nowhere',
      '  vary: { training.optimizer.sgd.learningRate: [0.1, 0.2] }',
      /leads into a field that the study does not have/,
    ],
    [
      'what makes the blocks',
      '  vary: { folds.count: [3, 5] }',
      /cannot be a factor: all that is compared must share it/,
    ],
    ['initializers', '  vary: { initializers.0: [zeros, ones] }', /write initializer: \[\.\.\.\]/],
    [
      'a level twice',
      '  vary: { training.epochs: [3, 3] }',
      /epochs\[1\] must differ from the others, found 3 again/,
    ],
    ['a single level', '  vary: { training.epochs: [3] }', /must have at least 2 entries/],
    [
      'five factors',
      '  initializers: [zeros, ones]\n  vary: { training.epochs: [3, 4], training.batchSize: [8, 9], initialize: [all, hidden], training.optimizer.adam.learningRate: [1, 2] }',
      /must cross at most 4 factors, crosses initializer × epochs × batchSize × initialize × learningRate/,
    ],
    [
      'a model that no longer fits',
      '  vary: { model.2.dense.units: [3, 4] }',
      /makes spec\.model\[2\]\.dense\.units break a rule: it must be classes/,
    ],
  ])('%s', async (_, spec, message) => {
    expect(await problemsOf(spec)).toMatch(message);
  });
});
