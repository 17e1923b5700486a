/** Small programs that together have every kind of layer, and every option of training. */

import { numbers, randomBatch } from './engine.samples.ts';
import type { Batch, Program } from './engine.ts';
import { volume } from './layers/shape.ts';
import type { Layer } from './network.ts';

const conv = (filters: number, kernel: number, settings: Omit<Layer, 'kind'> = {}): Layer => ({
  kind: 'conv2d',
  filters,
  kernel,
  padding: 'same',
  activation: 'linear',
  ...settings,
});
const batchNorm: Layer = { kind: 'batchNorm', momentum: 0.8, epsilon: 0.001 };
const relu: Layer = { kind: 'relu' };
const flatten: Layer = { kind: 'flatten' };
const dense = (units: number, activation = 'linear', settings: Omit<Layer, 'kind'> = {}): Layer => ({
  kind: 'dense',
  units,
  activation,
  ...settings,
});
const output = dense(3, 'softmax');

const OPTIMIZER = { kind: 'sgd', learningRate: 0.05, momentum: 0.9 } as const;

const LAMB = {
  kind: 'lamb',
  learningRate: 0.02,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-6,
  weightDecay: 0.1,
} as const;

interface Sample {
  readonly shape: readonly number[];
  readonly layers: readonly Layer[];
  readonly options?: Partial<Program>;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  'strides, dilation, groups, no bias': {
    shape: [9, 8, 2],
    layers: [
      conv(4, 3, { strides: 2, bias: false, activation: 'tanh' }),
      conv(6, 3, { groups: 2, padding: 'valid', activation: 'silu' }),
      conv(4, 2, { dilation: 2, activation: 'sigmoid' }),
      conv(4, 1, { kernel: [1, 3], strides: [1, 2] }),
      flatten,
      output,
    ],
  },
  'depthwise and separable': {
    shape: [7, 7, 3],
    layers: [
      { kind: 'depthwiseConv2d', kernel: 3, padding: 'same', activation: 'tanh', multiplier: 2, strides: 2 },
      { kind: 'separableConv2d', filters: 5, kernel: 3, padding: 'valid', activation: 'linear' },
      { kind: 'softplus' },
      flatten,
      output,
    ],
  },
  'a residual network in small': {
    shape: [8, 8, 3],
    layers: [
      conv(4, 3, { bias: false }),
      batchNorm,
      relu,
      {
        kind: 'residual',
        main: [
          conv(6, 3, { strides: 2, bias: false }),
          batchNorm,
          relu,
          conv(6, 3, { bias: false }),
          batchNorm,
        ],
        shortcut: [conv(6, 1, { strides: 2, bias: false }), batchNorm],
      },
      relu,
      {
        kind: 'repeat',
        times: 2,
        layers: [
          { kind: 'residual', main: [conv(6, 3), batchNorm], shortcut: [] },
          { kind: 'elu', alpha: 0.5 },
        ],
      },
      { kind: 'globalAveragePool2d' },
      output,
    ],
  },
  'batchNorm of lists, without gamma, without beta': {
    shape: [6],
    layers: [
      dense(5, 'linear', { bias: false }),
      { ...batchNorm, scale: false },
      { kind: 'selu' },
      dense(4, 'gelu'),
      { ...batchNorm, center: false },
      output,
    ],
  },
  'layerNorm and groupNorm': {
    shape: [5, 6, 2],
    layers: [
      conv(4, 3),
      { kind: 'groupNorm', groups: 2, epsilon: 0.001 },
      { kind: 'leakyRelu', alpha: 0.2 },
      { kind: 'layerNorm', epsilon: 0.001 },
      { kind: 'averagePool2d', size: 3, strides: 2, padding: 'same' },
      flatten,
      dense(6),
      { kind: 'layerNorm', epsilon: 0.001 },
      { kind: 'tanh' },
      output,
    ],
  },
  'dropout and spatialDropout': {
    shape: [6, 5, 1],
    layers: [
      conv(4, 3, { activation: 'elu' }),
      { kind: 'spatialDropout', rate: 0.4 },
      { kind: 'maxPool2d', size: [2, 3], strides: 2, padding: 'same' },
      flatten,
      { kind: 'dropout', rate: 0.3 },
      dense(6, 'softplus'),
      { kind: 'dropout', rate: 0.5 },
      output,
    ],
  },
  'zeroPadding, globalMaxPool, softmax in between and at the end': {
    shape: [5, 5, 2],
    layers: [
      { kind: 'zeroPadding2d', padding: [0, 1, 2, 0] },
      conv(5, 3, { padding: 'valid', activation: 'selu' }),
      { kind: 'globalMaxPool2d' },
      { kind: 'softmax' },
      dense(3),
      { kind: 'linear' },
      { kind: 'softmax' },
    ],
  },
  'an embedding': {
    shape: [4],
    layers: [
      { kind: 'embedding', rows: 12, units: 3 },
      flatten,
      dense(5, 'leakyRelu'),
      { kind: 'gelu' },
      output,
    ],
    options: { scale: 1 / 255 },
  },
  'activations as layers': {
    shape: [5],
    layers: [
      dense(6),
      { kind: 'silu' },
      dense(6),
      { kind: 'sigmoid' },
      dense(5, 'elu'),
      { kind: 'leakyRelu', alpha: 0.3 },
      output,
    ],
  },
};

const plain: Sample = { shape: [5], layers: [dense(6, 'tanh'), batchNorm, output] };
const outputs = (units: number, activation = 'linear') => [dense(6, 'tanh'), dense(units, activation)];

/** Options of training, each on a small network. */
const OPTIONS: Readonly<Record<string, Sample>> = {
  'label smoothing': { ...plain, options: { loss: { kind: 'categoricalCrossEntropy', smoothing: 0.1 } } },
  'shares of classes as targets': { ...plain, options: { softTargets: true } },
  'binary cross-entropy of one output': {
    shape: [5],
    layers: outputs(1, 'sigmoid'),
    options: { loss: { kind: 'binaryCrossEntropy' }, classes: 2 },
  },
  'binary cross-entropy of each class': {
    shape: [5],
    layers: outputs(3, 'sigmoid'),
    options: { loss: { kind: 'binaryCrossEntropy' } },
  },
  mse: { shape: [5], layers: outputs(2), options: { loss: { kind: 'mse' }, classes: 2 } },
  mae: { shape: [5], layers: outputs(1), options: { loss: { kind: 'mae' }, classes: 1 } },
  huber: { shape: [5], layers: outputs(2), options: { loss: { kind: 'huber', delta: 0.7 }, classes: 2 } },
  'L2 decay of kernels': { ...plain, options: { decay: { rate: 0.1, decoupled: false, biases: false } } },
  'L2 decay of all': { ...plain, options: { decay: { rate: 0.1, decoupled: false, biases: true } } },
  'decoupled decay': {
    ...plain,
    options: {
      decay: { rate: 0.5, decoupled: true, biases: false },
      optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    },
  },
  'decoupled decay, composed update': {
    ...plain,
    options: {
      decay: { rate: 0.5, decoupled: true, biases: true },
      optimizer: { kind: 'rmsprop', learningRate: 0.01, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
    },
  },
  'clipped values': { ...plain, options: { clip: { value: 0.01 } } },
  'clipped norm': { ...plain, options: { clip: { norm: 0.05 } } },
  'layerwise steps': {
    shape: [6, 5, 1],
    layers: [conv(3, 3, { bias: false }), batchNorm, relu, flatten, output],
    options: { optimizer: LAMB },
  },
  'layerwise steps of batches added up, kernels alone': {
    ...plain,
    options: { optimizer: { ...LAMB, kernelsOnly: true }, accumulate: 3, clip: { norm: 0.2 } },
  },
  'batches added up': { ...plain, options: { accumulate: 3, clip: { norm: 0.2 } } },
};

const programs = (samples: Readonly<Record<string, Sample>>): Readonly<Record<string, Program>> =>
  Object.fromEntries(
    Object.entries(samples).map(([title, { shape, layers, options }]) => [
      title,
      {
        model: layers,
        inputShape: shape,
        classes: 3,
        batchSize: 6,
        optimizer: OPTIMIZER,
        scale: 1 / 255,
        ...options,
      },
    ]),
  );

export const FORM_LAYERS = programs(SAMPLES);
export const FORM_OPTIONS = programs(OPTIONS);

/**
 * Examples at random: bytes, or whole numbers for an embedding; classes, shares of three, or targets in ±1.
 */
export function formBatch(program: Program, examples: number, seed: number): Batch {
  const batch = randomBatch(program, examples, seed);
  const [first, loss] = [program.model[0]!, program.loss?.kind];
  const rows = first.kind === 'embedding' ? (first.rows as number) : 0;
  const x = rows > 0 ? Float32Array.from(batch.x, (value) => value % rows) : batch.x;
  const next = numbers(seed + 1000);
  if (program.softTargets)
    return { x, y: Float32Array.from(Array.from({ length: examples }, () => sharesOf(next())).flat()) };
  if (loss === undefined || loss.endsWith('Entropy')) return { x, y: batch.y };
  const count = examples * (program.classes as number);
  return { x, y: Float32Array.from({ length: count }, () => 2 * next() - 1) };
}

const sharesOf = (share: number) => [0.25 * share, 0.75 * share, 1 - share];

/** Examples in a batch of a program. */
export const examplesOf = ({ inputShape }: Program, { x }: Batch): number => x.length / volume(inputShape);
