import { expect, it } from 'vitest';
import { modelCost } from './model-cost.ts';

const optimizer = { kind: 'sgd', learningRate: 0.01, momentum: 0.9 };
const NETWORK = [
  { kind: 'conv2d', filters: 4, kernel: 3, padding: 'same', strides: 2, activation: 'linear', bias: false },
  { kind: 'batchNorm', momentum: 0.99, epsilon: 0.001 },
  { kind: 'depthwiseConv2d', kernel: 3, padding: 'same', activation: 'linear' },
  { kind: 'separableConv2d', filters: 5, kernel: 3, padding: 'same', activation: 'linear' },
  { kind: 'globalAveragePool2d' },
  { kind: 'dense', units: 10, activation: 'softmax' },
];

it('is counted by hand', () => {
  const cost = modelCost({ model: NETWORK, inputShape: [8, 8, 2], batchSize: 3, optimizer });
  const trainable = 9 * 2 * 4 + 8 + (9 * 4 + 4) + (9 * 4 + 4 * 5 + 5) + (5 * 10 + 10);
  expect([cost.trainable, cost.others]).toEqual([trainable, 8]);
  // 16 places behind the convolution of stride 2.
  expect(cost.multiplyAdds).toBe(16 * (9 * 2 * 4 + 9 * 4 + 9 * 4 + 4 * 5) + 5 * 10);
  const values = 8 * 8 * 2 + 16 * 4 * 3 + 16 * 5 + 5 + 10;
  // Weights, gradients, and one state of momentum.
  expect(cost.bytes).toBe(4 * (3 * trainable + 8 + 3 * values));
  const lamb = { kind: 'lamb', learningRate: 0.01, beta1: 0.9, beta2: 0.9, epsilon: 1, weightDecay: 0 };
  const { bytes } = modelCost({ model: NETWORK, inputShape: [8, 8, 2], batchSize: 3, optimizer: lamb });
  // Two moments that it keeps as a direction, not as states of its update.
  expect(bytes).toBe(4 * (4 * trainable + 8 + 3 * values));
});

it('counts no products for looking something up', () => {
  const model = [
    { kind: 'embedding', rows: 100, units: 8 },
    { kind: 'flatten' },
    { kind: 'dense', units: 2, activation: 'softmax' },
  ];
  expect(modelCost({ model, inputShape: [6], batchSize: 1, optimizer }).multiplyAdds).toBe(6 * 8 * 2);
});
