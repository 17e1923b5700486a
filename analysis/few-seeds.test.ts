import { expect, it } from 'vitest';
import type { Observation } from './blocks.ts';
import { FIVE_FOLDS } from './fixtures/options.ts';
import { sequentialVerdict } from './sequential.ts';
import { verdictOf } from './verdict.ts';

/** a is better than b by 10 points and a little noise, on each of `folds` × `seeds`. */
function study(folds: number, seeds: number, gap = 0.1): Observation[] {
  const noise = (fold: number, seed: number) => (((fold * 7 + seed * 3) % 5) - 2) / 500;
  return Array.from({ length: folds * seeds }, (_, place) => [
    place % folds,
    Math.floor(place / folds),
  ]).flatMap(([fold, seed]) => [
    { group: 'a', fold: fold!, seed: seed!, value: 0.8 + gap + noise(fold!, seed!) },
    { group: 'b', fold: fold!, seed: seed!, value: 0.8 },
  ]);
}

function seedSentences(observations: readonly Observation[], resplit = false): string[] {
  return verdictOf(observations, { ...FIVE_FOLDS, resplit }).summary.filter((sentence) =>
    /^With (one seed|\d seeds),/.test(sentence),
  );
}

it('says what one seed cannot show, where it decides a pair', () => {
  expect(seedSentences(study(5, 1))).toEqual([expect.stringContaining('With one seed')]);
});

it.each([2, 3, 4])('says that %i seeds show it only roughly', (seeds) => {
  expect(seedSentences(study(5, seeds))).toEqual([
    expect.stringContaining(`With ${seeds} seeds, false alarms`),
  ]);
});

it.each([
  ['five seeds', study(5, 5), false],
  ['no pair called different', study(5, 1, 0), false],
  ['folds drawn anew for each seed', study(5, 2), true],
  ['one fold, which says so itself', study(1, 3), false],
])('says nothing of it with %s', (_, observations, resplit) => {
  expect(seedSentences(observations, resplit)).toEqual([]);
});

it('speaks of the seeds over which an earlier look decided', () => {
  const seeds = [0, 1, 2, 3, 4, 5];
  const { pairs, summary } = sequentialVerdict(study(5, 6), FIVE_FOLDS, {
    seeds,
    at: [3, 6],
    maxSeeds: 6,
    stopped: 'seeds',
  });
  expect(pairs[0]!.decidedEarlier).toBe(true);
  expect(summary).toContainEqual(expect.stringContaining('With 3 seeds, false alarms'));
});
