/** What `--set` does, and where its mistakes stand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DatasetSpec } from '../datasets/spec.ts';
import { FanoutError } from '../proto/errors.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';
import { studyText } from './text.ts';

const IRIS = { examples: 150, shape: [4], classes: 3 };
const MNIST = { examples: 60_000, shape: [28, 28, 1], classes: 10 };
const fileOf = (name: string) =>
  studyText(readFileSync(new URL(`./fixtures/files/${name}.yaml`, import.meta.url)));
const BASE = fileOf('base');
const parse = (text: string, ...sets: string[]) =>
  parseStudy(text, {
    source: 'study.yaml',
    overrides: sets.map((set) => parseOverride(set)!),
    describeDataset: async () => IRIS,
  });
const mistakes = async (text: string, ...sets: string[]): Promise<string> => {
  const error = await parse(text, ...sets).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FanoutError);
  expect((error as FanoutError).code).toBe('STUDY_INVALID');
  return (error as Error).message;
};

describe('--set', () => {
  it.each(['[1, 2', '{ a: 1', '"1', '*nowhere', '1\n---\n2', '!env SEEDS', '[1, !!python/tuple [2]]'])(
    'reports broken YAML: %j',
    async (value) => {
      const found = await mistakes(BASE, `seeds=${value}`);
      expect(found).toContain(`--set seeds=${value.split('\n')[0]}`);
      expect(found).toContain('is not valid YAML');
    },
  );

  it('takes all behind vary. for the name of one factor', async () => {
    const study = await parse(BASE.replace(/ {2}initializers.*\n/, ''), 'vary.training.batchSize=[8, 16]');
    expect(study.factors).toEqual([{ name: 'batchSize', field: 'training.batchSize', levels: ['8', '16'] }]);
    const layers = await parse(
      BASE.replace(/ {2}initializers.*\n/, ''),
      'vary.model.*.activation=[relu, tanh]',
    );
    expect(layers.factors![0]!.field).toBe('model.*.activation');
  });

  it.each([
    ['training.epochs=0', /--set training\.epochs spec\.training\.epochs must be at least 1/],
    ['initializers=[]', /--set initializers spec\.initializers must have at least 1 entry, found/],
    ['training.epoks=3', /--set training\.epoks spec\.training\.epoks is not a known field/],
    ['training.optimzer.adam.learningRate=1', /--set \S+ spec\.training\.optimzer is not a known field/],
    ['training.optimizer.sgd.learningRate=1', /--set \S+ spec\.training\.optimizer must have exactly one of/],
    ['dataset.npy.examples=x.npy', /--set dataset\.npy\.examples spec\.dataset\.npy\.labels is required/],
    ['initializers[1]=he_norml', /--set initializers\.1 spec\.initializers\[1\] must be one of/],
  ])('is the place of a mistake that it makes: %s', async (set, words) => {
    const found = await mistakes(BASE, set);
    expect(found).toMatch(words);
    expect(found).not.toContain('study.yaml:');
  });

  // Each breaks a rule that stands at another field, which the file has.
  it.each([
    ['dataset.examples=8', 'training.batchSize must be at most'],
    ['dataset.examples=2', 'folds.count must be at most the number of examples'],
    ['folds.count=2', 'training.batchSize must be at most', BASE.replace('batchSize: 16', 'batchSize: 90')],
    [
      'folds.shuffle=false',
      'folds.resplit needs folds.shuffle',
      BASE.replace('shuffle: true', 'shuffle: true, resplit: true'),
    ],
    [
      'folds.count=150',
      'folds.resplit must not make more',
      BASE.replace('shuffle: true', 'resplit: true').replace(
        '[1, 2]',
        `[${Array.from({ length: 20 })
          .map((_, index) => index)
          .join(', ')}]`,
      ),
    ],
    ['seeds.0=2', 'seeds[1] must differ from the seeds before it, found 2 again'],
    ['initializers.0=he_normal', 'initializers[1] must have a name of its own'],
    [
      'dataset.npy={ x: a, y: b }',
      'dataset.shards must not stand beside npy',
      BASE.replace('{ name: iris }', '{ shards: { index: i.json } }'),
    ],
    ['workers.max=1', 'workers.min must be at most max (1)', `${BASE}  workers: { min: 2, max: 4 }\n`],
    ['model.0.dense.activation=softmax', 'model[0].dense.activation must be softmax on the last layer only'],
    ['model.1=flatten', 'model[1] must be dense with activation softmax'],
    ['dataset.name=mnist', 'model[0] a dense layer needs flat input'],
    [
      'initializers=[he_normal, he_uniform]',
      'vary must cross at most 4 factors',
      BASE.replace(
        / {2}initializers.*\n/,
        '  vary: { training.batchSize: [8, 16], training.epochs: [1, 2], initialize: [all, hidden], model.0.dense.units: [2, 3] }\n',
      ),
    ],
    [
      'dataset.examples=12',
      'vary.training.batchSize[1] makes spec.training.batchSize break a rule',
      BASE.replace(/ {2}initializers.*\n/, '  vary: { training.batchSize: [2, 16] }\n').replace(
        'batchSize: 16',
        'batchSize: 2',
      ),
    ],
    ['initializers.0={ random_uniform: { min: 3 } }', 'random_uniform.max must be more than min (3)'],
  ] as [string, string, string?][])(
    'is the place of a rule across fields that it breaks: %s',
    async (set, words, text = BASE) => {
      const facts = {
        describeDataset: async ({ name }: DatasetSpec) => (name === 'mnist' ? MNIST : IRIS),
        source: 'study.yaml',
      };
      // The file alone is sound.
      await parseStudy(text, facts);
      const overrides = [parseOverride(set)!];
      const error = await parseStudy(text, { ...facts, overrides }).catch((thrown: FanoutError) => thrown);
      const { message, hint } = error as FanoutError;
      expect(message).toContain(words);
      expect(
        message
          .split('\n')
          .slice(1)
          .filter((line) => !line.startsWith('  --set ')),
      ).toEqual([]);
      expect(hint).toMatch(/^correct the argument/);
    },
  );

  it('is not the place of a mistake that the file has', async () => {
    const found = await mistakes(BASE.replace('epochs: 3', 'epochs: 0'), 'training.batchSize=8');
    expect(found).toMatch(/study\.yaml:\d+:\d+ spec\.training\.epochs must be at least 1/);
    expect(found).not.toContain('--set');
  });

  it.each([
    [
      'initializers.7=zeros',
      /there is no entry 7: spec\.initializers has the entries 0 to 1; 2 would add one/,
    ],
    ['seeds.last=3', /spec\.seeds is a list, and "last" is no position in it: it has the entries 0 to 1/],
    ['verdict.0=1', /spec\.verdict/],
  ])('says in words what a list does not have: %s', async (set, words) => {
    expect(await mistakes(BASE, set)).toMatch(words);
  });

  it('may add an entry behind the last', async () => {
    expect((await parse(BASE, 'seeds.2=7')).seeds).toEqual([1, 2, 7]);
  });
});
