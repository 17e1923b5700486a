/** Splits are scikit-learn's, index for index (datasets/fixtures). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldsOfSeed, makeFold, makeFolds } from '../folds.ts';
import type { FoldsSpec } from '../spec.ts';
import type { SplitData } from './split.ts';

interface Case {
  readonly spec: FoldsSpec;
  readonly data: {
    readonly classes?: string;
    readonly groups?: string;
    readonly folds?: string;
    readonly examples?: number;
  };
  readonly sizes: readonly (readonly [number, number])[];
  readonly sha256: string;
}
type Named = Readonly<Record<string, readonly number[]>>;
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/splits-sklearn.json', import.meta.url), 'utf8'),
) as {
  readonly classes: Named;
  readonly groups: Named;
  readonly folds: Named;
  readonly cases: readonly Case[];
};

function dataOf({ classes, groups, folds, examples }: Case['data']): SplitData {
  const found = {
    classes: classes === undefined ? undefined : fixture.classes[classes]!,
    groups: groups === undefined ? undefined : fixture.groups[groups]!,
    folds: folds === undefined ? undefined : fixture.folds[folds]!,
  };
  return { examples: examples ?? (found.classes ?? found.groups ?? found.folds)!.length, ...found };
}

describe('splits are scikit-learn’s', () => {
  it.each(fixture.cases.map((own) => ({ ...own, name: JSON.stringify([own.data, own.spec]) })))(
    '$name',
    ({ spec, data, sizes, sha256 }) => {
      const folds = makeFolds(dataOf(data), spec);
      expect(folds.map(({ validation, train }) => [validation.length, train.length])).toEqual(sizes);
      const hash = createHash('sha256');
      for (const { validation, train } of folds)
        for (const part of [validation, train]) hash.update(new Uint8Array(part.buffer, 0, part.byteLength));
      expect(hash.digest('hex')).toBe(sha256);
      const last = makeFold(dataOf(data), spec, spec.count - 1);
      expect(last).toEqual(folds.at(-1));
    },
  );
});

it('a seed of a study may have splits of its own', () => {
  const spec: FoldsSpec = { count: 3, shuffle: true, seed: 1, kind: 'holdout', test: 0.3, resplit: true };
  const [one, other, again] = [1, 2, 1].map((seed) => foldsOfSeed(50, spec, seed));
  expect(one).toEqual(again);
  expect(one![0]!.validationSha256).not.toBe(other![0]!.validationSha256);
});

const spec = (own: Partial<FoldsSpec>): FoldsSpec => ({ count: 2, shuffle: true, seed: 1, ...own });

it.each<[string, SplitData, Partial<FoldsSpec>, RegExp]>([
  [
    'too many folds for every class',
    { examples: 6, classes: [0, 0, 1, 1, 2, 2] },
    { kind: 'stratified', count: 3 },
    /folds\.count must be at most 2, the examples of the commonest class, found 3/,
  ],
  [
    'classes that nobody knows',
    { examples: 6 },
    { kind: 'stratified' },
    /cannot be stratified, since the study does not say the classes/,
  ],
  ['groups that nobody knows', { examples: 6 }, { kind: 'grouped' }, /does not say the groups/],
  [
    'more folds than groups',
    { examples: 4, groups: [1, 1, 2, 2] },
    { kind: 'grouped', count: 3 },
    /at most 2, the number of groups, found 3/,
  ],
  [
    'nothing left to train on',
    { examples: 4 },
    { kind: 'holdout', test: 0.9 },
    /folds\.test leaves none of 4 examples to train on, found 0\.9/,
  ],
  [
    'a class with one example',
    { examples: 5, classes: [0, 0, 1, 2, 2] },
    { kind: 'stratified-holdout' },
    /class 1 has a single example/,
  ],
  [
    'fewer examples held out than classes',
    { examples: 6, classes: [0, 0, 1, 1, 2, 2] },
    { kind: 'stratified-holdout', test: 0.3 },
    /must leave 3 examples, one of each class/,
  ],
  [
    'other folds than the file has',
    { examples: 4, folds: [0, 1, 2, -1] },
    { kind: 'predefined' },
    /folds\.count must be 3, since folds\.file has the folds 0, 1, 2, found 2/,
  ],
  [
    'a fold of all examples',
    { examples: 2, folds: [0, 0] },
    { kind: 'predefined', count: 2 },
    /must be 1, since/,
  ],
  [
    'more folds in a repeat than examples',
    { examples: 4 },
    { count: 10, repeats: 2 },
    /must be 2 to 4, the number of examples, found 5/,
  ],
])('refuses %s', (_, data, own, message) => {
  expect(() => makeFolds(data, spec(own))).toThrow(
    expect.objectContaining({ code: 'STUDY_INVALID', message: expect.stringMatching(message) }),
  );
});
