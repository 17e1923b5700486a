import { expect, test } from 'vitest';
import type { VerdictPair } from '../../proto/verdict.ts';
import { betterFirst } from './better-first.ts';

const PAIR: VerdictPair = {
  a: 'low',
  b: 'high',
  blocks: 5,
  difference: -0.02,
  interval: { low: -0.03, high: 0.01 },
  t: -2,
  df: 4,
  p: 0.1,
  pAdjusted: 0.2,
  effectSize: -0.9,
  basis: 'folds',
  error: 0.01,
  superiority: 0.2,
  equivalence: { p: 0.3, pAdjusted: 0.4, equivalent: false },
  conclusion: 'b_better',
};

test('a pair turned around says the same: every sign, the interval’s ends, the wins and the winner', () => {
  expect(betterFirst([PAIR])).toEqual([
    {
      ...PAIR,
      a: 'high',
      b: 'low',
      difference: 0.02,
      interval: { low: -0.01, high: 0.03 },
      t: 2,
      effectSize: 0.9,
      superiority: 0.8,
      conclusion: 'a_better',
    },
  ]);
});

test('the largest difference comes first; what cannot be computed stays so', () => {
  const unknown = { ...PAIR, difference: -0.05, interval: null, t: null, effectSize: null };
  const [first, second] = betterFirst([PAIR, unknown]);
  expect([first!.difference, second!.difference]).toEqual([0.05, 0.02]);
  expect([first!.interval, first!.t, first!.effectSize]).toEqual([null, null, null]);
});

test('puts the smaller first where smaller is better', () => {
  const pair = { ...PAIR, a: 'high', b: 'low', difference: 0.3 };
  const [first] = betterFirst([pair], false);
  expect([first!.a, first!.b, first!.difference]).toEqual(['low', 'high', -0.3]);
});
