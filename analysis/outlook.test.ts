import { describe, expect, it } from 'vitest';
import type { Cell } from './components.ts';
import { testMean } from './mean-test.ts';
import { outlookOf } from './outlook.ts';
import { Draws } from './simulation/draws.ts';

const outlook = (cells: readonly Cell[], folds: number) => {
  const testToTrain = 1 / (folds - 1);
  const test = testMean(cells, { testToTrain, resplit: false }, 0);
  return outlookOf({ a: 'a', b: 'b' }, test, { alpha: 0.05, comparisons: 1, largest: 1000, testToTrain })!
    .outlook;
};

describe('what a larger study would make of an error', () => {
  it('is never more than the error as it is, whatever the components', () => {
    const draws = new Draws(15);
    for (let study = 0; study < 100; study++) {
      const [folds, seeds] = [2 + (study % 7), 2 + (study % 4)];
      const [ofFold, ofSeed] = [draws.uniform() < 0.5 ? 0 : 1, draws.uniform() < 0.5 ? 0 : 1];
      const fold = Array.from({ length: folds }, () => ofFold * draws.normal());
      const seed = Array.from({ length: seeds }, () => ofSeed * draws.normal());
      const cells = fold.flatMap((a, i) =>
        seed.map((b, j) => ({ fold: i, seed: j, value: a + b + draws.normal() })),
      );
      const [now, ...more] = outlook(cells, folds).map(({ error }) => error);
      for (const error of more) expect(error).toBeLessThanOrEqual(now! * (1 + 1e-12));
    }
  });

  it('is the error over the square root of 2 with twice the seeds, where only the rest varies', () => {
    // Contrasts of equal size that leave every fold and every seed the same mean: no component but the rest.
    const cells = [0, 1].flatMap((fold) =>
      [0, 1].map((seed) => ({ fold, seed, value: fold === seed ? 1 : 3 })),
    );
    const [now, seeds, , data] = outlook(cells, 2).map(({ error }) => error);
    expect(seeds).toBeCloseTo(now! / Math.SQRT2, 12);
    expect(data).toBeCloseTo(now!, 12);
  });
});
