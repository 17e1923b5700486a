import { expect, it } from 'vitest';
import { randomStream } from './randomness.ts';

it('never changes: these numbers are part of every result ever recorded', () => {
  const stream = randomStream(1, 2, 'order/0/0');
  expect([stream.uniform(), stream.normal(), stream.integer(1000)]).toMatchInlineSnapshot(`
    [
      0.13068870225971896,
      0.5902674121306142,
      804,
    ]
  `);
  expect([...randomStream(1, 2, 'order/0/0').permutation(8)]).toMatchInlineSnapshot(`
    [
      2,
      0,
      5,
      7,
      4,
      6,
      3,
      1,
    ]
  `);
});

it('gives other numbers for any other argument', () => {
  const first = (...args: Parameters<typeof randomStream>) => randomStream(...args).uniform();
  const numbers = [first(1, 2, 'a'), first(2, 2, 'a'), first(1, 3, 'a'), first(1, 2, 'b'), first(12, 2, 'a')];
  expect(new Set(numbers).size).toBe(5);
});

it('is uniform, normal and fair', () => {
  const stream = randomStream(1, 1, 'moments');
  const mean = (draw: () => number) =>
    Array.from({ length: 100_000 }, draw).reduce((sum, value) => sum + value, 0) / 100_000;
  expect(mean(() => stream.uniform())).toBeCloseTo(0.5, 2);
  expect(mean(() => stream.normal() ** 2)).toBeCloseTo(1, 1);
  expect(mean(() => stream.integer(3))).toBeCloseTo(1, 1);
});

it('permutes: each number once, each place equally likely', () => {
  const counts = new Array<number>(5).fill(0);
  for (let round = 0; round < 5_000; round++) {
    const order = [...randomStream(1, round, 'p').permutation(5)];
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    counts[order.indexOf(0)]! += 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
