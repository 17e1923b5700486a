import { expect, it } from 'vitest';
import { percent, spread } from '../../report/wording/numbers.ts';
import { apart, rangeOf, shortened, ticks, tickText } from './scale.js';
import * as words from './words.js';

it('writes numbers as the report does', () => {
  for (const share of [0, 0.5, 0.98684, 0.999999, 1, null]) {
    expect(words.percent(share)).toBe(percent(share));
    expect(words.percent(share, 0)).toBe(percent(share, 0));
    expect(words.spread(share)).toBe(spread(share));
  }
  expect([7, 750, 11_100].map(words.clock)).toEqual(['0:07', '12:30', '3:05:00']);
});

const trial = (more: object) => ({
  ...{
    seed: 1,
    state: 'queued' as const,
    value: null,
    done: 0,
    attempt: 0,
    worker: null,
    findings: [],
    reason: null,
  },
  ...more,
});

it('tells a square in words', () => {
  const completed = trial({ state: 'completed', value: 0.1, findings: ['did_not_learn'], attempt: 2 });
  const training = trial({ state: 'training', value: 0.5, done: 0.4, attempt: 1 });
  const failed = trial({ state: 'failed', reason: 'it broke' });
  const tell = (seeds: (typeof completed)[], mean: number | null = null) =>
    words.squareText({ mean, step: null, seeds }, 'share');
  expect(tell([completed], 0.1)).toBe('completed, 10.00%, did not learn, attempt 2');
  expect(tell([training])).toBe('in training, 40% of its steps, 50.00% so far');
  expect(tell([failed])).toBe('failed, it broke');
  expect(tell([completed, training, failed], 0.1)).toBe(
    'mean 10.00%, 1 of 3 seeds completed, 1 in training, 1 failed, 1 with a finding',
  );
});

it('puts ticks at round numbers', () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  expect(ticks(0.883, 0.957, 5).map((tick) => tickText(tick, ticks(0.883, 0.957, 5), 'share'))).toEqual([
    ...['90%', '92%', '94%'],
  ]);
  expect(ticks(0.97, 0.976, 3).map((tick) => tickText(tick, [0.97, 0.972], 'share'))).toEqual([
    '97.0%',
    '97.2%',
    '97.4%',
    '97.6%',
  ]);
  expect(rangeOf([0.9, 0.95], 'share')).toEqual([expect.closeTo(0.895, 9), expect.closeTo(0.955, 9)]);
  expect(rangeOf([1, 1], 'share')).toEqual([0.998, 1]);
});

it('writes what is no share as it is, on an axis of its own', () => {
  const loss = trial({ state: 'completed', value: 1.23456, attempt: 1 });
  expect(words.squareText({ mean: 1.23456, step: null, seeds: [loss] }, 'plain')).toBe('completed, 1.235');
  expect([words.valueText(-0.5, 'plain'), words.deviationText(12.5, 'plain')]).toEqual(['−0.5', '12.5']);
  expect(ticks(0, 3, 3).map((tick) => tickText(tick, [0, 1], 'plain'))).toEqual(['0', '1', '2', '3']);
  expect(rangeOf([2, 4], 'plain')).toEqual([expect.closeTo(1.8, 9), expect.closeTo(4.2, 9)]);
  const [low, high] = rangeOf([2, 2], 'plain');
  expect(high).toBeGreaterThan(low);
});

it('moves labels apart, and no further than it must', () => {
  expect(apart([10, 50], 15, 0, 100)).toEqual([10, 50]);
  expect(apart([10, 12, 50], 15, 0, 100)).toEqual([10, 25, 50]);
  expect(apart([90, 95, 99], 15, 0, 100)).toEqual([70, 85, 100]);
  expect(shortened('glorot_uniform-learningRate=0.001', 13)).toBe('glorot_…0.001');
});
