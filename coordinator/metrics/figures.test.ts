import { expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { examplesOf, progressOf } from './figures.ts';
import type { Cell } from './run-state.ts';

const training = (epochs: number) => ({ batchSize: 32, epochs });
/** Two choices that differ in their epochs, on one fold of 120 examples to train on. */
const manifest = {
  folds: [{ train: 120 }],
  study: {
    training: training(20),
    settings: {},
    arms: [1, 20].map((epochs) => ({ settings: { training: training(epochs) } })),
  },
} as unknown as Manifest;
const cell = (index: number, done: number) => ({ trial: { index, fold: 0 }, done }) as Cell;

it('a trial has the examples of its own choice’s epochs', () => {
  // The third cell is the first choice with another seed.
  expect([0, 1, 2, 3].map((index) => examplesOf(manifest, cell(index, 0)))).toEqual([120, 2400, 120, 2400]);
  expect(progressOf(manifest, [cell(0, 1), cell(1, 0)])).toBeCloseTo(1 / 21, 12);
});
