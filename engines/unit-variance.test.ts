import { expect, it } from 'vitest';
import { randomBatch, randomWeights } from './engine.samples.ts';
import type { Program } from './engine.ts';
import { interpret } from './ir/interpreter.ts';
import { openMasks } from './ir/program/masks.ts';
import { firstValue } from './layers/parameter.ts';
import { modelParameters } from './model.ts';
import type { Layer } from './network.ts';
import { layerSums, unitVariance, varianceOf } from './unit-variance.ts';

const conv = (filters: number, more: object = {}): Layer => ({
  kind: 'conv2d',
  filters,
  kernel: 3,
  padding: 'same',
  activation: 'relu',
  ...more,
});
const dense = (units: number, activation: string): Layer => ({ kind: 'dense', units, activation });
const flatten: Layer = { kind: 'flatten' };
const batchNorm: Layer = { kind: 'batchNorm', momentum: 0.99, epsilon: 1e-3 };

const MODELS: Readonly<
  Record<string, { readonly shape: readonly number[]; readonly layers: readonly Layer[] }>
> = {
  'a deep list, saturating and rectified': {
    shape: [7],
    layers: [dense(12, 'tanh'), dense(9, 'sigmoid'), dense(9, 'relu'), dense(6, 'gelu'), dense(3, 'softmax')],
  },
  'convolutions, pooling, dropout': {
    shape: [9, 8, 2],
    layers: [
      conv(4),
      { kind: 'maxPool2d', size: 2 },
      conv(5, { groups: 1, strides: 2 }),
      { kind: 'dropout', rate: 0.5 },
    ]
      .concat([
        { kind: 'separableConv2d', filters: 3, kernel: 3, padding: 'same', activation: 'tanh' } as never,
      ])
      .concat([flatten as never, dense(3, 'softmax') as never]) as Layer[],
  },
  'residual blocks with batch statistics': {
    shape: [6, 6, 3],
    layers: [
      {
        kind: 'repeat',
        times: 2,
        layers: [{ kind: 'residual', main: [conv(4), batchNorm, conv(4)], shortcut: [conv(4)] }],
      },
      { kind: 'globalAveragePool2d' },
      dense(3, 'softmax'),
    ],
  },
  'an embedding': {
    shape: [5],
    layers: [{ kind: 'embedding', rows: 300, units: 4 }, flatten, dense(3, 'softmax')],
  },
};

const programOf = (name: string): Program => ({
  model: MODELS[name]!.layers,
  inputShape: MODELS[name]!.shape,
  classes: 3,
  batchSize: 16,
  optimizer: { kind: 'sgd', learningRate: 1, momentum: 0 },
  scale: 1 / 255,
});

/** The variance of what comes out of each layer with a kernel, computed from the start. */
function variances(program: Program, weights: readonly Float32Array[], x: ArrayLike<number>) {
  const { sums, masks } = layerSums(program);
  const given = { examples: 16, inputs: { x, ...openMasks(masks, 16) }, parameters: weights };
  return sums.map(({ sum }) => varianceOf(interpret([sum], given)[0]!));
}

const drain = (steps: Iterable<void>) => [...steps].length;

it.each(Object.keys(MODELS))('gives each layer of %s variance 1 on the examples', (name) => {
  const program = programOf(name);
  const weights = randomWeights(program, 1);
  for (const [at, { parameter }] of modelParameters(program.model, program.inputShape).entries())
    if (parameter.role !== 'kernel') weights[at]!.fill(firstValue(parameter)!);
  const { x } = randomBatch(program, 16, 1);
  const outside = (tolerance: number) =>
    variances(program, weights, x).filter((each) => Math.abs(each - 1) > tolerance);
  expect(outside(0.1).length).toBeGreaterThan(0);
  drain(unitVariance(program, weights, x, { tolerance: 1e-5 }));
  expect(outside(1.1e-5)).toEqual([]);
});

it('divides a kernel by the deviation alone, and none that is within the tolerance', () => {
  const program = programOf('a deep list, saturating and rectified');
  const [before, weights] = [randomWeights(program, 1), randomWeights(program, 1)];
  const { x } = randomBatch(program, 16, 1);
  drain(unitVariance(program, weights, x, { tolerance: 0.1, exempt: 'dense_5' }));
  const ratios = weights.map((array, at) => [...array].map((weight, i) => weight / before[at]![i]!));
  for (const own of ratios) for (const each of own) expect(each).toBeCloseTo(own[0]!, 4);
  expect(ratios[0]![0]).not.toBeCloseTo(1, 1);
  // The first layer's sums by hand: 7 inputs, 12 units.
  const byHand = Float64Array.from({ length: 16 * 12 }, (_, at) => {
    const [example, unit] = [Math.floor(at / 12), at % 12];
    const terms = Array.from(
      { length: 7 },
      (_, i) => (x[example * 7 + i]! / 255) * weights[0]![i * 12 + unit]!,
    );
    return terms.reduce((total, term) => total + term, weights[1]![unit]!);
  });
  expect(Math.abs(varianceOf(byHand) - 1)).toBeLessThanOrEqual(0.1);
  // Biases, and the layer that is left alone.
  for (const at of [1, 3, 5, 7, 8, 9]) expect(weights[at]).toEqual(before[at]);
  const once = weights.map((array) => array.slice());
  const passes = drain(unitVariance(program, weights, x, { tolerance: 0.1, exempt: 'dense_5' }));
  expect([passes, weights]).toEqual([4, once]);
});

it('leaves a layer alone that has no variance, and ends with a tolerance that cannot be met', () => {
  const program = programOf('a deep list, saturating and rectified');
  const weights = randomWeights(program, 1);
  weights[0]!.fill(0);
  const { x } = randomBatch(program, 16, 1);
  const passes = drain(unitVariance(program, weights, x, { tolerance: 0 }));
  expect(weights[0]!.every((weight) => weight === 0)).toBe(true);
  expect(weights.every((array) => array.every(Number.isFinite))).toBe(true);
  expect(passes).toBeLessThanOrEqual(5 * 11);
});
