import { expect, it } from 'vitest';
import { MOST_WORKERS, Throughput } from './throughput.ts';
import { roughly, secondsLeft } from './time-left.ts';

it('spreads examples over the time in which they were trained', () => {
  const throughput = new Throughput(100);
  throughput.trained('w', 400, 200, 103);
  expect(throughput.part(104)).toEqual({ width: 1, rates: [0, 200, 200, 0] });
  throughput.trained('v', 100, 1000, 103.9);
  expect(throughput.part(104).rates).toEqual([0, 200, 200, 100]);
});

it('keeps the whole of a long run in bounded memory, with no image lost', () => {
  const throughput = new Throughput(0);
  for (let second = 1; second <= 10_000; second++) throughput.trained('w', 50, 50, second);
  const { width, rates } = throughput.part(10_000);
  expect(width).toBe(128);
  expect(rates.length).toBe(Math.floor(10_000 / 128));
  expect(new Set(rates)).toEqual(new Set([50]));
});

it('goes on in time while nothing is told', () => {
  const throughput = new Throughput(0);
  throughput.trained('w', 50, 50, 1);
  const { width, rates } = throughput.part(600);
  expect([width * rates.length, rates.length <= 120]).toEqual([600, true]);
  expect(rates.reduce((sum, rate) => sum + rate * width, 0)).toBeCloseTo(50, -1);
});

it('foretells a time only once the pace says something, and no finer than it is known', () => {
  expect(secondsLeft({ done: 0.5, doneBefore: 0, elapsed: 10 }, 0.01)).toBe(10);
  expect(secondsLeft({ done: 0.5, doneBefore: 0.4, elapsed: 10 }, 0.01)).toBeCloseTo(50, 9);
  expect(secondsLeft({ done: 0.005, doneBefore: 0, elapsed: 10 }, 0.01)).toBeUndefined();
  expect(secondsLeft({ done: 0.5, doneBefore: 0.5, elapsed: 10 }, 0)).toBeUndefined();
  expect([1, 12, 44, 58, 150, 3570, 3600, 7800].map(roughly)).toEqual([
    ...['5 s', '10 s', '45 s', '1 min', '3 min', '1 h', '1 h', '2 h 10 min'],
  ]);
});

it('keeps the rates of so many workers, those who spoke last', () => {
  const throughput = new Throughput(0);
  throughput.trained('first', 1, 7, 1);
  throughput.trained('second', 1, 8, 1);
  throughput.trained('first', 1, 9, 2);
  for (let made = 0; made < MOST_WORKERS - 1; made++) throughput.trained(`made-up-${made}`, 1, 1, 3);
  expect([throughput.rateOf('first'), throughput.rateOf('second')]).toEqual([9, undefined]);
});
