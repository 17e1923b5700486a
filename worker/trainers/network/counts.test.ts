import { expect, it } from 'vitest';
import { countScores, newCounts } from './counts.ts';

it('counts the errors of a regression in the unit of its targets, however these are normalised', () => {
  const targets = { mean: Float64Array.of(100), deviation: Float64Array.of(50) };
  const counts = newCounts({ task: 'regression', classes: 1 });
  // Predicted 150 and 100, where 125 and 100 are right.
  countScores(counts, Float32Array.of(1, 0), { x: new Float32Array(2), y: Float32Array.of(0.5, 0) }, targets);
  expect([...counts.errors!.distances, ...counts.errors!.squares]).toEqual([25, 625]);
  expect([...counts.errors!.mean]).toEqual([112.5]);
});
