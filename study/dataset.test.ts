/** What a study file says of its data. */
import { expect, it } from 'vitest';
import type { DatasetSpec } from '../datasets/spec.ts';
import type { FanoutError } from '../proto/errors.ts';
import { parseStudy } from './parse.ts';
import type { DatasetFacts } from './resolve.ts';

const FACTS: DatasetFacts = { examples: 150, shape: [4], classes: 3 };

function parse(dataset: string, { facts = FACTS, inContainers = false, rest = '' } = {}) {
  const model = rest || '  model: [{ dense: { units: classes, activation: softmax } }]\n  initialize: all\n';
  const asked: DatasetSpec[] = [];
  const text = `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: ${dataset}\n${model}`;
  const study = parseStudy(text, {
    source: '/studies/study.yaml',
    inContainers,
    describeDataset: async (spec) => {
      asked.push(spec);
      return facts;
    },
  });
  return study.then(() => asked[0]);
}

const PROGRAM =
  '  trainer: { command: [train], parameters: { a: 1 } }\n  vary: { a: [1, 2] }\n  objective: { metric: accuracy }\n';

it('a table has a path that counts from the study, and what is said of its columns', async () => {
  expect(
    await parse(
      '{ csv: data/people.csv, target: y, columns: { id: ignore }, categories: { size: [s, l] }, missing: ["-"], task: classification, normalize: inputs, examples: 100 }',
    ),
  ).toEqual({
    kind: 'table',
    name: 'people.csv',
    format: 'csv',
    path: '/studies/data/people.csv',
    target: 'y',
    task: 'classification',
    columns: { id: 'ignore' },
    categories: { size: ['s', 'l'] },
    missing: ['-'],
    examples: 100,
    normalize: 'inputs',
  });
});

it('folds keep the groups of a column together in a table of either kind', async () => {
  const rest =
    '  folds: { kind: grouped, groups: { column: who } }\n  model: [{ dense: { units: classes, activation: softmax } }]\n  initialize: all\n';
  for (const format of ['csv', 'parquet'])
    expect(await parse(`{ ${format}: a.${format}, target: y }`, { rest })).toMatchObject({
      format,
      groupColumn: 'who',
    });
});

it('npy files may be of a regression, and nothing is normalised by default', async () => {
  expect(
    await parse('{ npy: { examples: x.npy, labels: y.npy }, task: regression, normalize: none }'),
  ).toEqual({
    kind: 'npy',
    name: 'npy',
    x: '/studies/x.npy',
    y: '/studies/y.npy',
    task: 'regression',
  });
  expect(await parse('{ name: iris }')).toEqual({ kind: 'named', name: 'iris' });
});

it.each([
  ['{ csv: a.csv }', 'spec.dataset.csv needs target beside it: the column to learn'],
  ['{ parquet: a.parquet }', 'spec.dataset.parquet needs target beside it: the column to learn'],
  ['{ parquet: a, csv: b, target: y }', 'spec.dataset.parquet must not stand beside csv'],
  [
    '{ csv: a.csv, target: y, npy: { examples: x.npy, labels: y.npy } }',
    'spec.dataset.csv must not stand beside npy',
  ],
  ['{ csv: a.csv, target: y, shards: { index: i } }', 'spec.dataset.shards must not stand beside csv'],
  ['{ name: iris, target: y }', 'spec.dataset.target is of a table: it needs csv or parquet beside it'],
  ['{ name: iris, missing: [x] }', 'spec.dataset.missing is of a table: it needs csv or parquet beside it'],
  [
    '{ name: iris, task: regression }',
    'spec.dataset.task is of a table or of npy files: other datasets have a task of their own',
  ],
  [
    '{ csv: a.csv, target: y, columns: { a: text } }',
    'spec.dataset.columns.a must be one of number, category, ignore, found',
  ],
  [
    '{ name: iris, normalize: inputs-and-targets }',
    'spec.dataset.normalize must be inputs or none: the targets of this dataset are classes',
  ],
  [
    '{ name: mnits }',
    'spec.dataset.name must be mnist, fashion-mnist, cifar10, iris, digits, wine, breast-cancer or diabetes',
  ],
])('%s is refused', async (dataset, message) => {
  const error = (await parse(dataset).catch((thrown) => thrown)) as FanoutError;
  expect([error.code, error.message]).toEqual(['STUDY_INVALID', expect.stringContaining(message)]);
});

it('a program gets the values as they are', async () => {
  await expect(parse('{ name: iris, normalize: inputs }', { rest: PROGRAM })).rejects.toThrow(
    /dataset\.normalize is for the built-in network: a program gets the values as they are/,
  );
  expect(
    await parse('{ name: diabetes }', { rest: PROGRAM, facts: { ...FACTS, task: 'regression' } }),
  ).toEqual({
    kind: 'named',
    name: 'diabetes',
  });
});
