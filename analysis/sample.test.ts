import { expect, it } from 'vitest';
import { spreadOf, stddev } from './sample.ts';

it('mean and sample deviation: of two values or more, and 0 of equal ones', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([0.7])).toEqual({ mean: 0.7, stddev: undefined });
  expect(spreadOf([0.5, 0.7, 0.9])).toEqual({
    mean: expect.closeTo(0.7, 12),
    stddev: expect.closeTo(0.2, 12),
  });
  // Their mean is not 0.1 to the last bit; what is left is rounding.
  expect(spreadOf([0.1, 0.1, 0.1])!.stddev).toBe(0);
  // A mean of 0 may not hide a spread.
  expect(spreadOf([-1e-9, 1e-9])!.stddev).toBeCloseTo(Math.SQRT2 * 1e-9, 15);
  expect(stddev([0.7])).toBeNaN();
});
