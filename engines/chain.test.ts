import { expect, it } from 'vitest';
import { mustBeChain } from './chain.ts';
import { program } from './engine.samples.ts';

const LAMB = {
  ...{ kind: 'lamb', learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0 },
} as const;

it.each([
  [{ loss: { kind: 'mse' } }, 'the loss mse'],
  [{ loss: { kind: 'categoricalCrossEntropy', smoothing: 0.1 } }, 'label smoothing'],
  [{ decay: { rate: 0.1, decoupled: true, biases: true } }, 'weight decay'],
  [{ clip: { norm: 1 } }, 'gradient clipping'],
  [{ optimizer: LAMB }, 'optimizer lamb'],
  [{ softTargets: true }, 'soft targets'],
  [{ accumulate: 2 }, 'batch accumulation'],
  [{ clip: { value: 1 }, accumulate: 2 }, 'gradient clipping, no batch accumulation'],
] as const)('what a chain of layers is not trained with is refused: %j', (options, words) => {
  expect(() => mustBeChain({ ...program([4], []), ...options })).toThrow(
    `this engine has no ${words} for a chain of layers`,
  );
});

it.each([
  {},
  { loss: { kind: 'categoricalCrossEntropy' } },
  { loss: { kind: 'categoricalCrossEntropy', smoothing: 0 } },
  { decay: { rate: 0, decoupled: true, biases: true } },
  { clip: {} },
  { accumulate: 1 },
] as const)('what says nothing is none of that: %j', (options) => {
  expect(() => mustBeChain({ ...program([4], []), ...options })).not.toThrow();
});
