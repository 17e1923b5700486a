/** The networks that a study may name: as Keras counts them, and on images that are too small for them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countParameters, shapeModel } from '../engines/model.ts';
import { ZOO } from '../engines/zoo/registry.ts';
import type { FanoutError } from '../proto/errors.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { resolveModel } from './model.ts';
import { parseStudy } from './parse.ts';
import type { DatasetFacts } from './resolve.ts';
import { studyFile } from './schema/study.ts';
import { settingsOf } from './study.ts';

interface Counted {
  readonly model: string;
  readonly settings?: object;
  readonly input: readonly number[];
  readonly classes: number;
  readonly trainable: number;
  readonly others: number;
}
const KERAS: readonly Counted[] = JSON.parse(
  readFileSync(new URL('../engines/zoo/fixtures/parameters-keras.json', import.meta.url), 'utf8'),
);

const text = (spec: string) =>
  `apiVersion: fanout.dev/v1\nkind: Study\nmetadata: { name: test }\nspec:\n  dataset: { name: mnist }\n${spec}`;
const parse = (spec: string, facts: DatasetFacts) =>
  parseStudy(text(spec), { source: 'study.yaml', describeDataset: async () => facts }).then(networkStudy);
const mistakes = async (spec: string, facts: DatasetFacts) => {
  const error = (await parse(spec, facts).catch((thrown) => thrown)) as FanoutError;
  expect(error.code).toBe('STUDY_INVALID');
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
};
const images = (size: number): DatasetFacts => ({ examples: 1000, shape: [size, size, 3], classes: 10 });

/** The layers of a network of the zoo, or of one with settings. */
function layersOf(model: unknown, facts: DatasetFacts) {
  const head = { apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'test' } };
  return resolveModel(studyFile.parse({ ...head, spec: { dataset: { name: 'mnist' }, model } }).spec, facts);
}

describe('a network of the zoo', () => {
  it('each is counted by Keras', () => {
    const counted = KERAS.map(({ model }) => model);
    for (const { name } of ZOO) expect(counted).toContain(name);
  });

  it.each(KERAS)('$model on $input has as many parameters as in Keras: $trainable', (counted) => {
    const { model, settings, input, classes } = counted;
    const layers = layersOf(settings ? { [model]: settings } : model, {
      examples: 10,
      shape: input,
      classes,
    });
    const { trainable, others } = counted;
    expect(countParameters(layers, input)).toEqual({ trainable, others });
  });

  it.each([
    ['resnet20', [32, 32, 3], 10, 0.27],
    ['resnet18', [224, 224, 3], 1000, 11.7],
    ['vgg11', [224, 224, 3], 1000, 133],
    ['mobilenet-small', [224, 224, 3], 1000, 0.47],
  ] as const)('%s has as many as its paper says, in millions', (model, shape, classes, millions) => {
    const { trainable } = countParameters(layersOf(model, { examples: 10, shape, classes }), shape);
    expect(Math.abs(trainable / 1e6 / millions - 1)).toBeLessThan(0.02);
  });

  it.each(ZOO)('$name takes the least input that it says, and none that is smaller', async (zoo) => {
    const { name, least, input } = zoo;
    const facts = { examples: 1000, shape: input, classes: 10 };
    expect((await parse(`  model: ${name}`, facts)).settings.model.at(-1)!.units).toBe(10);
    if (least === undefined) return;
    const { model } = (await parse(`  model: ${name}`, images(least))).settings;
    expect(shapeModel(model, [least, least, 3]).problem).toBeUndefined();
    expect(shapeModel(layersOf(name, images(least - 1)), [least - 1, least - 1, 3]).problem).toBeDefined();
    expect(await mistakes(`  model: ${name}`, images(least - 1))).toEqual([
      `study.yaml:6:10 spec.model must be a network for images of ${least - 1} × ${least - 1}: ${name} needs at least ${least} × ${least}`,
    ]);
  });

  it('wants images, unless it is a network for tables', async () => {
    const table = { examples: 150, shape: [4], classes: 3 };
    expect(await mistakes('  model: resnet20', table)).toEqual([
      'study.yaml:6:10 spec.model must be a network for examples of [4]: resnet20 needs images [height, width, channels]',
    ]);
    expect((await parse('  model: mlp', table)).settings.model[0]).toMatchObject({
      kind: 'dense',
      units: 512,
    });
  });

  it('can be varied, by name and by setting', async () => {
    const spec = '  vary: { model: [resnet20, vgg11, { resnet20: { batchNorm: false }, as: bare }] }';
    const study = await parse(spec, images(32));
    expect(study.arms.map(({ id }) => id)).toEqual(['resnet20', 'vgg11', 'bare']);
    const kinds = study.arms.map((arm) => settingsOf(study, arm).model.map(({ kind }) => kind));
    expect(kinds.map((each) => each.includes('batchNorm'))).toEqual([true, false, false]);
    const crossed = await parse(
      '  model: { resnet20: {} }\n  initializers: [he_normal, zeros]\n  vary: { model.resnet20.batchNorm: [true, false] }',
      images(32),
    );
    expect(crossed.arms.map(({ id }) => id)).toEqual([
      'he_normal-batchNorm=true',
      'he_normal-batchNorm=false',
      'zeros-batchNorm=true',
      'zeros-batchNorm=false',
    ]);
  });

  it('ends in what the task has: numbers without an activation', () => {
    const facts = { examples: 442, shape: [10], classes: 1, task: 'regression' } as const;
    expect(layersOf('mlp', facts).at(-1)).toEqual({ kind: 'dense', units: 1, activation: 'linear' });
  });

  it('that nobody knows is told with one that is called alike', async () => {
    expect(await mistakes('  model: resnet21', images(32))).toEqual([
      expect.stringMatching(/^study\.yaml:6:10 spec\.model must be .*, found "resnet21".*resnet20/),
    ]);
  });

  it('that an arm names and that does not take the images is told at the level', async () => {
    expect(await mistakes('  model: mlp\n  vary: { model: [mlp, vgg11] }', images(28))).toEqual([
      'study.yaml:7:24 spec.vary.model[1] makes spec.model break a rule: it must be a network for images of 28 × 28: vgg11 needs at least 32 × 32',
    ]);
  });
});
