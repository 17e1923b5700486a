import { expect, it } from 'vitest';
import { erfExactly } from './erf.ts';

// Abramowitz and Stegun, 1964, table 7.1; 3.5 and 5 from its complement, table 7.3 and DLMF 7.13.
it.each([
  [0, 0],
  [0.1, 0.112462916],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [2, 0.995322265],
  [-1.5, -0.9661051465],
  [3.5, 0.9999992569],
  [7, 1],
])('of %d', (x, expected) => expect(erfExactly(x)).toBeCloseTo(expected, 9));
