import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldsOfSeed, foldsOfStudy, makeFolds } from './folds.ts';

interface Case {
  examples: number;
  folds: number;
  shuffle: boolean;
  seed: number;
  validation: { count: number; first: number[]; sha256: string; trainSha256: string }[];
}
const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/folds-sklearn.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('folds are scikit-learn’s, index for index', () => {
  it.each(cases)(
    '$examples examples, $folds folds, shuffle $shuffle, seed $seed',
    ({ examples, folds, shuffle, seed, validation }) => {
      const made = makeFolds(examples, { count: folds, shuffle, seed });
      expect(made).toHaveLength(folds);
      for (const [index, expected] of validation.entries()) {
        const fold = made[index]!;
        expect([...fold.validation.subarray(0, expected.first.length)]).toEqual(expected.first);
        expect([fold.validation.length, fold.validationSha256, fold.trainSha256]).toEqual([
          ...[expected.count, expected.sha256, expected.trainSha256],
        ]);
      }
    },
  );
});

it('each example validates once, and trains in all other folds', () => {
  const folds = makeFolds(23, { count: 4, shuffle: true, seed: 9 });
  expect(folds.flatMap((fold) => [...fold.validation]).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 23 }, (_, i) => i),
  );
  for (const { validation, train } of folds) {
    expect(validation.length + train.length).toBe(23);
    expect(train.some((index) => validation.includes(index))).toBe(false);
  }
});

it.each([0, 1, 24])('refuses %i folds of 23 examples, with the bound', (count) => {
  expect(() => makeFolds(23, { count, shuffle: true, seed: 1 })).toThrow(
    expect.objectContaining({
      code: 'STUDY_INVALID',
      message: expect.stringContaining(`must be 2 to 23, the number of examples, found ${count}`),
    }),
  );
});

describe('drawn anew for each seed', () => {
  const spec = { count: 4, shuffle: true, seed: 9, resplit: true } as const;
  const checksums = (folds: readonly { validationSha256: string }[]) =>
    folds.map(({ validationSha256 }) => validationSha256);

  it('each seed has a partition of its own, the same whatever other seeds there are', () => {
    const all = foldsOfStudy(23, spec, [1, 2, 7]);
    expect(new Set(checksums(all)).size).toBe(12);
    for (const [index, seed] of [1, 2, 7].entries()) {
      const own = all.slice(4 * index, 4 * index + 4);
      expect(own.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 23 }, (_, example) => example),
      );
      expect(checksums(own)).toEqual(checksums(foldsOfSeed(23, spec, seed)));
      expect(checksums(own)).toEqual(checksums(foldsOfStudy(23, spec, [seed])));
    }
    expect(checksums(foldsOfSeed(23, { ...spec, seed: 10 }, 1))).not.toEqual(checksums(all.slice(0, 4)));
  });

  it('without it all seeds have the same', () => {
    const same = { count: 4, shuffle: true, seed: 9 };
    expect(checksums(foldsOfStudy(23, same, [1, 2]))).toEqual(checksums(makeFolds(23, same)));
    expect(checksums(foldsOfSeed(23, same, 2))).toEqual(checksums(makeFolds(23, same)));
  });
});
