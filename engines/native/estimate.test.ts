import { expect, it } from 'vitest';
import type { Program } from '../engine.ts';
import { weightBytes } from './estimate.ts';

const PROGRAM: Program = {
  model: [
    { kind: 'conv2d', filters: 4, kernel: 3, padding: 'same', activation: 'linear', bias: false },
    { kind: 'batchNorm', momentum: 0.9, epsilon: 0.001 },
    { kind: 'separableConv2d', filters: 5, kernel: 3, padding: 'same', activation: 'linear' },
    { kind: 'globalAveragePool2d' },
    { kind: 'dense', units: 3, activation: 'softmax' },
  ],
  inputShape: [8, 8, 2],
  classes: 3,
  batchSize: 4,
  optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  scale: 1,
};

it('counts every weight, and what the optimizer keeps of those that it trains', () => {
  const trained = 9 * 2 * 4 + (4 + 4) + (9 * 4 + 4 * 5 + 5) + (5 * 3 + 3);
  const moving = 4 + 4;
  expect(weightBytes(PROGRAM, 1)).toBe(4 * (2 * trained + moving));
  const adam = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-7 };
  expect(weightBytes({ ...PROGRAM, optimizer: adam }, 7)).toBe(7 * 4 * (3 * trained + moving));
});
