/**
 * Programs, weights and batches that the engines are tested and measured with; all a pure function of their
 * arguments.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Batch, Program, Trainer, Weights } from './engine.ts';
import { firstValue } from './layers/parameter.ts';
import { volume } from './layers/shape.ts';
import { modelParameters } from './model.ts';
import type { Layer, Optimizer } from './network.ts';

const MNIST = new URL('../datasets/mnist/', import.meta.url);
const PIXELS = 28 * 28;

/** The network of the first study, with its optimizer. */
export const SEED_PROGRAM: Program = {
  model: [
    { kind: 'conv2d', filters: 32, kernel: 3, padding: 'valid', activation: 'relu' },
    { kind: 'maxPool2d', size: 2 },
    { kind: 'flatten' },
    { kind: 'dense', units: 100, activation: 'relu' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  inputShape: [28, 28, 1],
  classes: 10,
  batchSize: 32,
  optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
  scale: 1 / 255,
};

/** Each program of an optimizer, by settings that choose it. */
export const OPTIMIZERS: readonly Optimizer[] = [
  { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  { kind: 'sgd', learningRate: 0.1, momentum: 0 },
  { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { kind: 'rmsprop', learningRate: 0.01, rho: 0.9, momentum: 0, epsilon: 1e-7 },
  { kind: 'rmsprop', learningRate: 0.01, rho: 0.8, momentum: 0.9, epsilon: 1e-7 },
  { kind: 'rmsprop', learningRate: 0.01, rho: 0.8, momentum: 0, epsilon: 1e-7, centered: true },
  { kind: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  { kind: 'adamw', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.5 },
  { kind: 'lion', learningRate: 0.01, beta1: 0.9, beta2: 0.99 },
];

/** The first `count` MNIST training images, in file order. */
export function mnist(count: number): Batch {
  const read = (name: string, header: number) =>
    gunzipSync(readFileSync(new URL(name, MNIST))).subarray(header);
  return {
    x: read('train-images-idx3-ubyte.gz', 16).subarray(0, count * PIXELS),
    y: Int32Array.from(read('train-labels-idx1-ubyte.gz', 8).subarray(0, count)),
  };
}

/** Examples `from` … `to` − 1 of a batch. */
export function slice({ x, y }: Batch, from: number, to: number): Batch {
  const size = x.length / y.length;
  return { x: x.subarray(from * size, to * size), y: y.subarray(from, to) };
}

/** A generator of numbers in [0, 1): the mulberry32 sequence of a seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Weights for a program, uniform in ±`limit`, biases too. */
export function randomWeights(program: Program, seed: number, limit = 0.5): Weights {
  const next = numbers(seed);
  const draw = (count: number) => Float32Array.from({ length: count }, () => (2 * next() - 1) * limit);
  return modelParameters(program.model, program.inputShape).map(({ parameter }) => {
    const drawn = draw(volume(parameter.shape));
    // Batch normalisation's variance is none below 0, and gamma is about 1.
    const first = firstValue(parameter) === 1 ? 1 : 0;
    return first === 0 ? drawn : drawn.map((value) => first + value / 2);
  });
}

/** Weights for the seed's network of the size that Glorot's rule gives. */
export const seedWeights = (seed: number): Weights => randomWeights(SEED_PROGRAM, seed, 0.03);

/** Bytes and classes at random. */
export function randomBatch(program: Program, examples: number, seed: number): Batch {
  const next = numbers(seed);
  const size = program.inputShape.reduce((total, length) => total * length, 1);
  return {
    x: Uint8Array.from({ length: examples * size }, () => next() * 256),
    y: Int32Array.from({ length: examples }, () => next() * program.classes),
  };
}

/** A small program around some layers: 3 classes, bytes as input. */
export function program(
  inputShape: readonly number[],
  hidden: readonly Layer[],
  optimizer: Optimizer = { kind: 'sgd', learningRate: 1, momentum: 0 },
  batchSize = 6,
): Program {
  const model: Layer[] = [...hidden, { kind: 'dense', units: 3, activation: 'softmax' }];
  return { model, inputShape, classes: 3, batchSize, optimizer, scale: 1 / 255 };
}

/** Small models that together have every kind of layer, padding and activation, odd sizes included. */
export const SMALL_MODELS: Readonly<Record<string, { shape: readonly number[]; layers: readonly Layer[] }>> =
  {
    'dense alone': { shape: [5], layers: [] },
    'dense tanh, sigmoid, linear': {
      shape: [6],
      layers: [
        { kind: 'dense', units: 7, activation: 'tanh' },
        { kind: 'dense', units: 5, activation: 'sigmoid' },
        { kind: 'dense', units: 9, activation: 'linear' },
      ],
    },
    'the seed in small': {
      shape: [8, 9, 1],
      layers: [
        { kind: 'conv2d', filters: 5, kernel: 3, padding: 'valid', activation: 'relu' },
        { kind: 'maxPool2d', size: 2 },
        { kind: 'flatten' },
        { kind: 'dense', units: 6, activation: 'relu' },
      ],
    },
    'fused pooling, same, linear': {
      shape: [6, 5, 1],
      layers: [
        { kind: 'conv2d', filters: 3, kernel: 3, padding: 'same', activation: 'linear' },
        { kind: 'maxPool2d', size: 2 },
        { kind: 'flatten' },
      ],
    },
    'two convolutions, same, tanh; pool 3': {
      shape: [7, 7, 2],
      layers: [
        { kind: 'conv2d', filters: 4, kernel: 2, padding: 'same', activation: 'tanh' },
        { kind: 'conv2d', filters: 5, kernel: 3, padding: 'same', activation: 'sigmoid' },
        { kind: 'maxPool2d', size: 3 },
        { kind: 'flatten' },
      ],
    },
    'conv, pool, conv valid, pool': {
      shape: [11, 10, 1],
      layers: [
        { kind: 'conv2d', filters: 4, kernel: 3, padding: 'valid', activation: 'relu' },
        { kind: 'maxPool2d', size: 2 },
        { kind: 'conv2d', filters: 3, kernel: 2, padding: 'valid', activation: 'relu' },
        { kind: 'maxPool2d', size: 2 },
        { kind: 'flatten' },
      ],
    },
    'conv, average pool 2, conv, average pool 3': {
      shape: [13, 12, 2],
      layers: [
        { kind: 'conv2d', filters: 3, kernel: 3, padding: 'same', activation: 'relu' },
        { kind: 'averagePool2d', size: 2 },
        { kind: 'conv2d', filters: 2, kernel: 2, padding: 'valid', activation: 'tanh' },
        { kind: 'averagePool2d', size: 3 },
        { kind: 'flatten' },
      ],
    },
    'average pool before any weights': {
      shape: [6, 6, 1],
      layers: [
        { kind: 'averagePool2d', size: 2 },
        { kind: 'conv2d', filters: 2, kernel: 1, padding: 'valid', activation: 'sigmoid' },
        { kind: 'flatten' },
      ],
    },
    'pool before any weights': {
      shape: [6, 6, 1],
      layers: [
        { kind: 'maxPool2d', size: 2 },
        { kind: 'conv2d', filters: 2, kernel: 1, padding: 'valid', activation: 'sigmoid' },
        { kind: 'flatten' },
      ],
    },
  };

/** The weights of all trials of a pack. */
export const weightsOf = (trainer: Trainer, trials: number): Promise<Weights[]> =>
  Promise.all(Array.from({ length: trials }, (_, trial) => trainer.weights(trial)));
