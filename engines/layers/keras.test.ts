import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomWeights } from '../engine.samples.ts';
import type { Program } from '../engine.ts';
import { ExactTrial } from '../form.reference.ts';
import { formBatch } from '../form.samples.ts';
import type { Layer } from '../network.ts';

interface Case {
  readonly title: string;
  readonly model: readonly Layer[];
  readonly inputShape: readonly number[];
  readonly loss: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly scores: readonly number[];
}

const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../fixtures/layers-keras.json', import.meta.url), 'utf8'),
);

const expectClose = (
  found: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  what: string,
) => {
  expect(found, what).toHaveLength(expected.length);
  for (const [at, value] of expected.entries())
    if (!(Math.abs(found[at]! - value) <= tolerance * Math.max(1, Math.abs(value))))
      expect(found[at], `${what}, value ${at}`).toBeCloseTo(value, 6);
};

// Keras has single precision, and its rounding grows from step to step.
describe("Keras's layers, 20 steps and an evaluation", () => {
  it.each(cases)('$title', ({ model, inputShape, loss, weights, scores }) => {
    const program: Program = {
      model,
      inputShape,
      classes: 3,
      batchSize: 6,
      optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
      scale: 1 / 255,
    };
    const trial = new ExactTrial(program, randomWeights(program, 1));
    for (let step = 0; step < 20; step++) trial.step(formBatch(program, step % 5 === 4 ? 4 : 6, step + 1));
    expectClose(trial.losses, loss, 2e-5, 'losses');
    for (const [index, array] of trial.weights().entries())
      expectClose(array, weights[index]!, 1e-4, `array ${index}`);
    expectClose(trial.evaluate(formBatch(program, 6, 21)).scores, scores, 1e-4, 'scores');
  });
});
