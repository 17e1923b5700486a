/** All that is wrong with a study is told in one go. */
import { describe, expect, it } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import { parseStudy } from './parse.ts';

const FACTS = { examples: 150, shape: [4], classes: 3 };
const FINE: Readonly<Record<string, string>> = {
  dataset: '{ name: iris }',
  initializers: '[he_normal]',
  folds: '{ count: 3 }',
  seeds: '[1]',
  model: '[{ dense: { units: classes, activation: softmax } }]',
  training: '{ epochs: 2, batchSize: 16 }',
};

async function mistakesOf(
  spec: Readonly<Record<string, string>>,
  name = 'probe',
  describeDataset = async () => FACTS,
): Promise<string[]> {
  // What is compared is said in one way.
  const { initializers: _, ...others } = FINE;
  const fine = 'arms' in spec || spec.vary?.includes('initializer:') ? others : FINE;
  const fields = Object.entries({ ...fine, ...spec }).map(([field, value]) => `  ${field}: ${value}`);
  const text = `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: ${name} }\nspec:\n${fields.join('\n')}\n`;
  const error = await parseStudy(text, { source: 's', describeDataset }).catch((thrown: Error) => thrown);
  if (!(error instanceof FanoutError)) throw error;
  expect(error.code).toBe('STUDY_INVALID');
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^\s*s:\d+:\d+ /, ''));
}

/** One mistake of each kind of rule: where it is written, and what is said of it. */
const OF_SCHEMA: [spec: Record<string, string>, words: string][] = [
  [{ seeds: '[1, 1]' }, 'spec.seeds[1] must differ'],
  [{ nothing: '1' }, 'spec.nothing is not a known field'],
  [{ initialize: 'nothing' }, 'spec.initialize must be one of'],
];
const ACROSS: [spec: Record<string, string>, words: string][] = [
  [{ initializers: '[he_normal, he_normal]' }, 'spec.initializers[1] must have a name of its own'],
  [{ training: '{ batchSize: 500 }' }, 'spec.training.batchSize must be at most 100'],
  [{ model: '[{ dense: { units: classes } }]' }, 'spec.model[0] must be dense with activation softmax'],
  [{ vary: '{ training.nothing: [1, 2] }' }, 'spec.vary.training.nothing leads into a field'],
  [{ vary: '{ folds.count: [2, 3] }' }, 'spec.vary.folds.count cannot be a factor'],
  [{ vary: '{ training.batchSize: [8, 8] }' }, 'spec.vary.training.batchSize[1] must differ'],
  [{ vary: '{ training.batchSize: [8, 500] }' }, 'spec.vary.training.batchSize[1] makes'],
  [{ vary: '{ initializer: [zeros, zeros] }' }, 'spec.vary.initializer[1] must have a name of its own'],
  [{ arms: '{ a: { training.nothing: 1 } }' }, 'spec.arms.a.training.nothing leads into a field'],
  [{ objective: '{ metric: nothing }' }, 'spec.objective.metric must be one of'],
];

describe.each(OF_SCHEMA)('beside %o', (wrong, words) => {
  it.each(ACROSS)('stands %o', async (other, alsoWords) => {
    const mistakes = await mistakesOf({ ...wrong, ...other });
    expect(mistakes).toHaveLength(2);
    expect(mistakes[0]).toContain(words);
    expect(mistakes[1]).toContain(alsoWords);
  });
});

it('all of them together, with a name that is wrong as well', async () => {
  const mistakes = await mistakesOf(
    {
      ...{ initializers: '[he_normal, he_normal, nothing]', seeds: '[]' },
      ...{ training: '{ epochs: 0, batchSize: 500 }' },
      vary: '{ training.nothing: [1, 2], folds.count: [2, 3], training.batchSize: [8, 8] }',
    },
    'Probe',
  );
  const fields = mistakes.map((line) => line.split(' ')[0]!).sort();
  expect(fields).toEqual([
    ...['metadata.name', 'spec.initializers[1]', 'spec.initializers[2]', 'spec.seeds'],
    ...['spec.training.batchSize', 'spec.training.epochs', 'spec.vary.folds.count'],
    ...['spec.vary.training.batchSize[1]', 'spec.vary.training.nothing'],
  ]);
});

it('each factor is looked at, also where they are too many to be crossed, or one leads nowhere', async () => {
  const level = (count: number) => `[${Array.from({ length: count }, (_, index) => index + 1)}]`;
  const wrong = 'training.nothing: [1, 2]';
  expect(await mistakesOf({ vary: `{ ${wrong}, training.batchSize: [8, 8] }` })).toHaveLength(2);
  const many = `{ training.batchSize: ${level(40)}, training.epochs: ${level(40)} }`;
  expect(await mistakesOf({ vary: many })).toEqual(['spec.vary must make at most 256 arms, makes 1600']);
  const beside = await mistakesOf({
    arms: '{ a: { training.nothing: 1 }, b: { training.epochs: 3 } }',
    vary: `{ ${wrong}, training.batchSize: [8, 8] }`,
  });
  expect(beside.map((line) => line.split(' ')[0]!)).toEqual([
    ...['spec.arms', 'spec.vary.training.nothing', 'spec.vary.training.batchSize[1]'],
    'spec.arms.a.training.nothing',
  ]);
});

it('a factor whose first of two leads nowhere is a mistake and no defect', async () => {
  expect(await mistakesOf({ vary: '{ training.nothing: [1, 2], training.epochs: [1, 2] }' })).toEqual([
    'spec.vary.training.nothing leads into a field that the study does not have',
  ]);
});

it('nothing is said of what stands in for a field that is wrong', async () => {
  expect(
    await mistakesOf({
      ...{ dataset: '{ name: nothing, examples: 5 }', model: '[nothing]' },
      vary: '{ model.0.dense.units: [3, 4] }',
    }),
  ).toHaveLength(2);
});

it('a dataset that cannot be looked at is one mistake among those of the file', async () => {
  const missing = () => Promise.reject(new FanoutError('DATASET_MISSING', 'there is no x.npy'));
  const twice = { initializers: '[he_normal, he_normal]' };
  for (const spec of [twice, { ...twice, seeds: '[]' }]) {
    const mistakes = await mistakesOf(spec, 'probe', missing);
    expect(mistakes.filter((line) => line.includes('name of its own'))).toHaveLength(1);
    expect(mistakes.at(-1)).toBe('spec.dataset cannot be used: there is no x.npy');
  }
});
