import { expect, test } from 'vitest';
import { cliquesOf } from './cliques.ts';

const ranked = (ranks: Record<string, number>) =>
  Object.entries(ranks).map(([group, meanRank]) => ({ group, meanRank }));
const names = (ranks: Record<string, number>, difference: number) =>
  cliquesOf(ranked(ranks), difference).map((run) => run.map(({ group }) => group).join(''));

test('overlapping runs are kept, runs inside others are not', () => {
  expect(names({ a: 1, b: 1.5, c: 2.4, d: 4 }, 1)).toEqual(['ab', 'bc']);
  expect(names({ a: 1, b: 1.5, c: 2.4, d: 4 }, 1.5)).toEqual(['abc']);
  expect(names({ a: 1, b: 2, c: 3 }, 9)).toEqual(['abc']);
});

test('ranks that differ by exactly the critical difference are told apart', () => {
  expect(names({ a: 1, b: 2 }, 1)).toEqual([]);
});

test('groups of one rank are joined', () => {
  expect(names({ a: 1.5, b: 1.5, c: 3 }, 0.5)).toEqual(['ab']);
});
