import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { overBlocks } from '../test/bench/verdict/rules.ts';
import { atLeast, mostBelievable } from './binomial.ts';
import { FIVE_FOLDS } from './fixtures/options.ts';
import { checkModel } from './model-check.ts';
import { checkNull } from './null-check.ts';

describe('the binomial tail', () => {
  it('equals the sum of its terms', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    for (const [n, p] of [
      [20, 0.05],
      [40, 0.05],
      [7, 0.5],
    ] as const) {
      for (let k = 0; k <= n; k++) {
        let sum = 0;
        for (let i = k; i <= n; i++) sum += choose(n, i) * p ** i * (1 - p) ** (n - i);
        expect(atLeast(k, n, p)).toBeCloseTo(sum, 11);
      }
    }
  });

  it('says what is believable: 7 of 40 at 5%, since 8 or more come once in a thousand', () => {
    expect(mostBelievable(40, 0.05, 0.001)).toBe(7);
    expect([mostBelievable(0, 0.05, 0.001), mostBelievable(1, 0.05, 0.001)]).toEqual([0, 1]);
  });
});

describe('an A/A study', () => {
  const study = (shift: number) => {
    const generator = xoroshiro128plus(7);
    const uniform = () => (generator.next() >>> 0) / 2 ** 32 - 0.5;
    return ['first', 'second'].flatMap((group, place) =>
      Array.from({ length: 40 * 5 }, (_, cell) => ({
        group,
        fold: cell % 5,
        seed: Math.floor(cell / 5),
        value: 0.9 + 0.05 * uniform() + place * shift,
      })),
    );
  };

  it('of the same is sound: no more alarms than the nominal rate allows', () => {
    const { sound, studies, alarms, plainAlarms, believable, together } = checkNull(study(0), FIVE_FOLDS);
    expect([sound, studies, believable]).toEqual([true, 40, 7]);
    expect(Math.max(alarms, plainAlarms)).toBeLessThanOrEqual(believable);
    expect(together.pairs[0]!.conclusion).not.toMatch(/better/);
  });

  it('of what is not the same is not, even where the small studies do not show it', () => {
    const { sound, alarms, believable, plainP } = checkNull(study(0.01), FIVE_FOLDS);
    expect(sound).toBe(false);
    expect(alarms).toBeLessThanOrEqual(believable);
    expect(plainP).toBeLessThan(0.001);
    expect(checkNull(study(0.1), FIVE_FOLDS).alarms).toBeGreaterThan(believable);
  });

  it('in which nothing could be compared says nothing, and is not called sound', () => {
    const lost = study(0).map((row) => ({ ...row, findings: ['did_not_learn'] }));
    expect(checkNull(lost, FIVE_FOLDS).sound).toBe(false);
    expect(checkNull([], FIVE_FOLDS).sound).toBe(false);
  });
});

describe('simulated studies whose differences vary with the folds', () => {
  it('are told apart by the verdict no more often than chance allows', () => {
    const { sound, studies, alarms, believable } = checkModel(60);
    expect({ sound, studies, believable }).toEqual({ sound: true, studies: 60, believable: 9 });
    expect(alarms).toBeLessThanOrEqual(believable);
  }, 60_000);

  it('show a verdict that takes the seeds of a fold for new data to be unsound', () => {
    const earlier = (...study: Parameters<typeof overBlocks>) => ({
      pairs: overBlocks(...study).different.map((sign) => ({
        conclusion: sign === 0 ? 'undecided' : 'a_better',
      })) as never,
    });
    const { sound, alarms, believable } = checkModel(60, earlier);
    expect(sound).toBe(false);
    expect(alarms).toBeGreaterThan(believable);
  }, 60_000);
});
