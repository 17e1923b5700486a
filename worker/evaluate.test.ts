import { expect, it } from 'vitest';
import { combined } from './evaluate.ts';

const part = (examples: number, loss: number[], accuracy: number[]) => ({
  examples,
  loss: Float64Array.from(loss),
  accuracy: Float64Array.from(accuracy),
});

it('leaves a single part as it is, to the last bit', () => {
  const only = part(7, [0.1], [3 / 7]);
  expect(combined([only])).toBe(only);
});

it('weighs parts by their examples, each trial for itself', () => {
  const { loss, accuracy } = combined([part(3, [1, Number.NaN], [1 / 3, 0]), part(1, [5, 1], [1, 1])]);
  expect([...loss]).toEqual([2, Number.NaN]);
  expect([...accuracy]).toEqual([0.5, 0.25]);
});
