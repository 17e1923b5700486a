/** What a study says of its folds, and what of it holds. */
import { expect, it } from 'vitest';
import type { FanoutError } from '../proto/errors.ts';
import { examplesTested, laysFolds, testsOverlap, testToTrainOf } from './folds.ts';
import { parseStudy } from './parse.ts';

const FACTS = { examples: 150, shape: [4], classes: 3 };
const NETWORK =
  '  dataset: { name: iris }\n  initialize: all\n  model: [{ dense: { units: classes, activation: softmax } }]\n';
const PROGRAM =
  '  trainer: { command: [train], parameters: { a: 1 } }\n  vary: { a: [1, 2] }\n  objective: { metric: accuracy }\n';

const foldsOf = (folds: string, spec = NETWORK) =>
  parseStudy(
    `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n${spec}  folds: ${folds}\n`,
    {
      source: '/studies/study.yaml',
      describeDataset: async () => FACTS,
    },
  ).then((study) => study.folds);

it.each([
  ['{ count: 3 }', { count: 3, shuffle: true, seed: 1 }],
  ['{ kind: kfold }', { count: 5, shuffle: true, seed: 1 }],
  ['{ count: 4, repeats: 10, seed: 3 }', { count: 40, shuffle: true, seed: 3, repeats: 10 }],
  ['{ kind: stratified, shuffle: false }', { count: 5, shuffle: false, seed: 1, kind: 'stratified' }],
  ['{ kind: holdout, count: 1 }', { count: 1, shuffle: true, seed: 1, kind: 'holdout', test: 0.2 }],
  [
    '{ kind: grouped, groups: { npy: g.npy } }',
    { count: 5, shuffle: true, seed: 1, kind: 'grouped', groups: { npy: '/studies/g.npy' } },
  ],
  [
    '{ kind: predefined, file: f.npy, count: 2 }',
    { count: 2, shuffle: true, seed: 1, kind: 'predefined', file: '/studies/f.npy' },
  ],
])('%s', async (text, folds) => {
  expect(await foldsOf(text)).toEqual(folds);
});

it.each([
  ['{ kind: stratifed }', 'folds.kind must be one of kfold, stratified'],
  ['{ test: 0.3 }', 'folds.test is of kind holdout or stratified-holdout, found kfold'],
  [
    '{ kind: grouped, repeats: 3, groups: { npy: g.npy } }',
    'folds.repeats is of kind kfold or stratified, found grouped',
  ],
  ['{ kind: grouped }', 'folds.kind needs groups beside it'],
  ['{ kind: predefined }', 'folds.kind needs file beside it'],
  [
    '{ repeats: 3, shuffle: false }',
    'folds.repeats needs folds.shuffle: without it all repeats are the same',
  ],
  ['{ count: 500, repeats: 3 }', 'folds.repeats must make at most 1000 folds, makes 1500'],
  ['{ kind: holdout, shuffle: false }', 'folds.shuffle must be true'],
  ['{ kind: predefined, file: f.npy, resplit: true }', 'folds.resplit cannot be true with kind predefined'],
  ['{ kind: grouped, groups: { column: who } }', 'folds.groups names a column: it needs dataset.csv'],
  ['{ kind: holdout, test: 0.9 }', 'training.batchSize must be at most 15'],
])('%s is refused', async (folds, message) => {
  const error = (await foldsOf(folds).catch((thrown) => thrown)) as FanoutError;
  expect([error.code, error.message]).toEqual(['STUDY_INVALID', expect.stringContaining(message)]);
});

it('a program with data of its own draws what needs their number alone', async () => {
  expect(await foldsOf('{ kind: holdout, count: 3 }', PROGRAM)).toMatchObject({ kind: 'holdout' });
  await expect(foldsOf('{ kind: stratified }', PROGRAM)).rejects.toThrow(
    /folds\.kind cannot be stratified, since the study names no dataset/,
  );
});

const folds = { count: 5, shuffle: true, seed: 1 } as const;

it('test over training examples is that of one fold, however many there are', () => {
  expect(testToTrainOf(folds)).toBe(1 / 4);
  expect(testToTrainOf({ ...folds, kind: 'stratified' })).toBe(1 / 4);
  expect(testToTrainOf({ ...folds, count: 50, repeats: 10 })).toBe(1 / 4);
  expect(testToTrainOf({ ...folds, count: 30, kind: 'holdout', test: 0.2 })).toBe(0.25);
  expect(
    testToTrainOf({ ...folds, count: 2, kind: 'predefined' }, [
      { validation: 10, train: 40 },
      { validation: 20, train: 40 },
    ]),
  ).toBe(0.375);
  expect(testToTrainOf({ ...folds, count: 1, kind: 'holdout', test: 0.2 })).toBe(0);
});

it('repeats and parts held out test some examples more than once', () => {
  expect([folds, { ...folds, kind: 'grouped' as const }].map(testsOverlap)).toEqual([false, false]);
  expect(
    [
      { ...folds, repeats: 5 },
      { ...folds, kind: 'holdout' as const },
    ].map(testsOverlap),
  ).toEqual([true, true]);
  expect(examplesTested({ ...folds, count: 2, kind: 'holdout', test: 0.5 }, 100, [])).toBe(75);
  expect(
    examplesTested({ ...folds, kind: 'predefined', count: 2 }, 100, [{ validation: 10 }, { validation: 20 }]),
  ).toBe(30);
  expect(examplesTested({ ...folds, count: 50, repeats: 10 }, 100, [])).toBe(100);
  expect(laysFolds({ folds: { ...folds, count: 1 } })).toBe(false);
  expect(laysFolds({ folds: { ...folds, count: 1, kind: 'holdout' } })).toBe(true);
});
