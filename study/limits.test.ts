import { expect, it } from 'vitest';
import { networkStudy } from './fixtures/network-study.ts';
import { isArmId } from './grid.ts';
import { LARGEST_STUDY, parseStudy } from './parse.ts';

const head = 'apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n';
const parse = (spec: string) =>
  parseStudy(head + spec, {
    source: 'study.yaml',
    describeDataset: async () => ({ examples: 100_000, shape: [4], classes: 3 }),
  }).then(networkStudy);
const model = (layers: number) =>
  `[${'{ dense: { units: 2 } }, '.repeat(layers - 1)}{ dense: { units: classes, activation: softmax } }]`;
const study = (changes: string, layers = 1) =>
  parse(`  dataset: { name: iris }\n  model: ${model(layers)}\n${changes}`);

const seeds = (count: number) => `  seeds: [${Array.from({ length: count }, (_, seed) => seed)}]\n`;

it('has as many trials as a coordinator can hold, and no more', async () => {
  const grid = (count: number) =>
    study(`  initializers: [zeros, ones]\n  folds: { count: 50 }\n${seeds(count)}`);
  expect((await grid(1000)).seeds).toHaveLength(1000);
  await expect(grid(1001)).rejects.toMatchObject({
    code: 'STUDY_INVALID',
    message: expect.stringMatching(
      /spec must have at most 100,000 trials, has 2 arms × 50 folds × 1,001 seeds = 100,100/,
    ),
  });
});

it('keeps the figures of all epochs of a trial in one message', async () => {
  const trained = (epochs: number, layers: number) => study(`  training: { epochs: ${epochs} }\n`, layers);
  expect((await trained(5_552, 64)).settings.training.epochs).toBe(5_552);
  await expect(trained(5_553, 64)).rejects.toThrow(
    /spec\.training\.epochs must be at most 5,552 with 64 layers, found 5,553/,
  );
  // The longest of the variants counts.
  await expect(study('  vary: { training.epochs: [1, 10000] }\n')).rejects.toThrow(/found 10,000/);
});

it('keeps the manifest in one message', async () => {
  await expect(parse(`  dataset: { name: iris }\n${'#'.repeat(LARGEST_STUDY)}`)).rejects.toMatchObject({
    code: 'STUDY_INVALID',
    message: expect.stringMatching(/must have at most 1\.0 MiB/),
  });
  await expect(study(`#${'x'.repeat(LARGEST_STUDY - 20_000)}\n`)).rejects.toThrow(
    /the document must make a manifest of at most 1 MiB, makes one of 1\.0 MiB/,
  );
});

it.each(['.', '..', '.a', 'a..b', '...', 'a/b', 'a b', 'ä', '*', '>', ''])(
  'refuses the label %j, which no key of the ledger can hold',
  async (label) => {
    const spec = `  initializers: [{ zeros: {}, as: ${JSON.stringify(label)} }, ones]\n`;
    await expect(study(spec)).rejects.toThrow(/spec\.initializers\[0\]\.as must be 1 to 48 letters/);
    expect(isArmId(label)).toBe(false);
  },
);

it.each(['a.b.c', 'v1.', '-', '_', '__proto__', 'constructor', 'toString'])(
  'takes the label %s',
  async (label) => {
    const { arms } = await study(`  initializers: [{ zeros: {}, as: "${label}" }, ones]\n`);
    expect(arms.map(({ id }) => id)).toEqual([label, 'ones']);
    expect(isArmId(label)).toBe(true);
  },
);

it('names what factors make as the ledger takes it, however the field and its values are written', async () => {
  const labels = async (vary: string) =>
    (await study(`  initializers: [zeros]\n  vary: ${vary}\n`, 2)).arms.map(({ label }) => label);
  expect(await labels('{ "model[0].dense.units": [2, 3] }')).toEqual(['units=2', 'units=3']);
  expect(await labels('{ "training..batchSize.": [2, 3] }')).toEqual(['batchSize=2', 'batchSize=3']);
  expect(
    await labels('{ training.optimizer: [{ adam: { epsilon: 1e21 } }, { sgd: { learningRate: 1 } }] }'),
  ).toEqual(['adam', 'sgd']);
  const adam = '  training: { optimizer: { adam: {} } }\n';
  const large = await study(`${adam}  vary: { training.optimizer.adam.epsilon: [1e21, 1e-7] }\n`);
  expect(large.arms.map(({ label }) => label)).toEqual(['epsilon=1e21', 'epsilon=1e-7']);
  for (const { label } of large.arms) expect(isArmId(label)).toBe(true);
});
