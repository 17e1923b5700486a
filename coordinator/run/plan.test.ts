import { expect, it } from 'vitest';
import { measuredCost, planPacks } from './plan.ts';

const FIVE_FOLDS = Array.from({ length: 5 }, (_, fold) => Array.from({ length: 7 }, (_, i) => fold * 7 + i));
const sizes = (workers: number, cost = measuredCost) =>
  planPacks({ groups: FIVE_FOLDS, workers, cost }).map((pack) => pack.length);
/** Packs that save a third: the cut must weigh idle workers against that. */
const steep = (n: number) => 2 + n;

it('gives each of five workers a whole fold, and each of 35 a trial', () => {
  expect(sizes(5)).toEqual([7, 7, 7, 7, 7]);
  expect(sizes(35)).toEqual(new Array(35).fill(1));
});

it('cuts the last fold for two workers, so that neither waits for the other', () => {
  const packs = sizes(2);
  expect(packs.slice(0, 4)).toEqual([7, 7, 7, 7]);
  expect(Math.abs(packs[4]! - packs.slice(5).reduce((a, b) => a + b, 0))).toBeLessThanOrEqual(1);
  expect(packs).toHaveLength(6);
});

it('weighs what a pack saves against idle workers', () => {
  expect(sizes(3, steep).filter((size) => size === 7).length).toBeGreaterThanOrEqual(3);
  expect(sizes(1)).toEqual([7, 7, 7, 7, 7]);
});

it('keeps every trial exactly once, inside its group and within the limit', () => {
  for (const workers of [1, 2, 3, 4, 8, 16, 40]) {
    for (const largest of [1, 3, 7]) {
      const packs = planPacks({ groups: FIVE_FOLDS, workers, cost: steep, largest });
      expect(packs.flat().sort((a, b) => a - b)).toEqual(FIVE_FOLDS.flat());
      for (const pack of packs) {
        expect(pack.length).toBeLessThanOrEqual(largest);
        expect(new Set(pack.map((trial) => Math.floor(trial / 7))).size).toBe(1);
      }
    }
  }
});

it('plans a hundred thousand trials', () => {
  const groups = Array.from({ length: 14_286 }, (_, group) =>
    Array.from({ length: 7 }, (_, i) => group * 7 + i),
  );
  expect(planPacks({ groups, workers: 200, cost: measuredCost }).flat()).toHaveLength(100_002);
});

it('has nothing to plan when nothing is missing', () => {
  expect(planPacks({ groups: [[], []], workers: 2, cost: measuredCost })).toEqual([]);
});
