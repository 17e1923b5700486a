import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeDataset, openLabels } from '../datasets/load.ts';
import { networkStudy } from './fixtures/network-study.ts';
import { foldWarnings } from './fold-warnings.ts';
import { parseOverride } from './overrides.ts';
import { parseStudy } from './parse.ts';
import { dataWarnings } from './warnings.ts';

const at = (name: string) => fileURLToPath(new URL(`./fixtures/files/${name}.yaml`, import.meta.url));
const parse = (name: string, sets: string[]) =>
  parseStudy(readFileSync(at(name), 'utf8'), {
    source: at(name),
    overrides: sets.map((set) => parseOverride(set)!),
    describeDataset,
  }).then(networkStudy);
const warnings = async (name: string, ...sets: string[]) => {
  const study = await parse(name, sets);
  return dataWarnings(study, (await openLabels(study.dataset))!);
};
const npy = (x: string, y: string) =>
  `dataset={ npy: { examples: ../data/${x}.npy, labels: ../data/${y}.npy } }`;

describe('a study that may not be meant as it stands', () => {
  it.each([
    ['the first examples, all of a class', 'first-fifty', [], [/^the first 50 examples are all of class 0/]],
    [
      'the first examples, without a class',
      'first-fifty',
      ['dataset.examples=100'],
      [/^the first 100 examples have no example of class 2; they are the first/],
    ],
    [
      'labels from 1',
      'base',
      [npy('x', 'y-from-1')],
      [/^class 0 has no example: the labels are 1 to 3\. .* y - 1$/],
    ],
    [
      'labels with a gap',
      'base',
      [npy('x', 'y-gap')],
      [/^the classes 2, 3, 4, 5 and 6 have no example .*return_inverse/],
    ],
    [
      'sorted labels that are not mixed',
      'base',
      [npy('x-sorted', 'y-sorted'), 'folds.shuffle=false'],
      [/^fold 0 trains on no example of class 0; fold 1 .* class 1; fold 2 .* class 2; .*folds\.shuffle/],
    ],
    [
      'sorted labels in more folds than classes',
      'base',
      ['folds={ count: 5, shuffle: false }'],
      [/^fold 0 validates on no example of the classes 1 and 2; .*; and 2 more folds; the examples seem/],
    ],
    [
      'channels first',
      'base',
      [npy('x-nchw', 'y-images'), 'model=[flatten, { dense: { units: classes, activation: softmax } }]'],
      [/^examples of 3 × 16 × 16 look like .*x\.transpose\(0, 2, 3, 1\), which makes 16 × 16 × 3$/],
    ],
  ])('warns of %s', async (_, name, sets, found) => {
    expect(await warnings(name, ...sets)).toEqual(found.map((line) => expect.stringMatching(line)));
  });

  it.each([
    ['mixed examples', []],
    ['sorted examples that the folds mix', [npy('x-sorted', 'y-sorted')]],
    ['folds drawn anew for each seed', ['folds.resplit=true']],
  ])('has nothing against %s', async (_, sets) => {
    expect(await warnings('base', ...sets)).toEqual([]);
  });

  it('says of channels first also where no layer takes them', async () => {
    await expect(parse('base', [npy('x-nchw', 'y-images')])).rejects.toThrow(
      /a dense layer needs flat input.*channels first.*x\.transpose/,
    );
  });
});

it('names the fold and the seed that has a rare class in no training fold', () => {
  const y = Int32Array.from({ length: 40 }, (_, index) => (index === 7 ? 1 : 0));
  const folds = { count: 4, shuffle: true, seed: 1, resplit: true as const };
  const found = foldWarnings({ folds, seeds: [1, 2] }, y, [39, 1], ['common', 'rare']);
  expect(found).toEqual([
    expect.stringMatching(
      /^fold \d, seed 1 trains on no example of class rare; fold \d, seed 2 trains on no example of class rare; take fewer folds/,
    ),
  ]);
});
