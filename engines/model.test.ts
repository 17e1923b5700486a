import { expect, it } from 'vitest';
import { shapeModel, weightedLayers } from './model.ts';
import type { Layer } from './network.ts';

const MODEL: Layer[] = [
  { kind: 'conv2d', filters: 32, kernel: 3, padding: 'valid', activation: 'relu' },
  { kind: 'maxPool2d', size: 2 },
  { kind: 'flatten' },
  { kind: 'dense', units: 100, activation: 'relu' },
  { kind: 'dense', units: 10, activation: 'softmax' },
];

it('follows an MNIST image through the first study’s model', () => {
  expect(shapeModel(MODEL, [28, 28, 1]).layers.map((layer) => layer.output)).toEqual([
    [26, 26, 32],
    [13, 13, 32],
    [5408],
    [100],
    [10],
  ]);
});

it('counts fans as Keras does', () => {
  const layers = weightedLayers(MODEL, [28, 28, 1]);
  expect(
    layers.map(({ name, kernelShape, fanIn, fanOut, output }) => [name, kernelShape, fanIn, fanOut, output]),
  ).toEqual([
    ['conv2d_1', [3, 3, 1, 32], 9, 288, false],
    ['dense_1', [5408, 100], 5408, 100, false],
    ['dense_2', [100, 10], 100, 10, true],
  ]);
});

it.each([
  ['dense on images', [MODEL[4]!], [28, 28, 1], 0, /put flatten before it/],
  ['a convolution on a table', [MODEL[0]!], [4], 0, /needs images/],
  ['a kernel larger than the image', [MODEL[0]!], [2, 2, 1], 0, /does not fit into 2 × 2/],
  ['a pool larger than the image', [{ kind: 'maxPool2d', size: 3 }] as Layer[], [2, 2, 1], 0, /does not fit/],
])('names the layer that does not fit: %s', (_, model, input, position, problem) => {
  expect(shapeModel(model, input).problem).toEqual({
    place: [position],
    problem: expect.stringMatching(problem),
  });
});
