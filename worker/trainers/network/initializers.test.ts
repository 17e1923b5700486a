import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INITIALIZER_NAMES, type Initializer } from '../../../engines/initializers.ts';
import { weightedLayers } from '../../../engines/model.ts';
import type { Layer } from '../../../engines/network.ts';
import { resolveInitializer } from '../../../study/arms/initializers.ts';
import { drawKernel, drawWeights } from './initializers.ts';
import { randomStream } from './randomness.ts';

interface Draw {
  wanted_stddev: number;
  min: number;
  max: number;
  kurtosis: number | null;
}
const { shapes } = JSON.parse(
  readFileSync(new URL('fixtures/initializers-keras.json', import.meta.url), 'utf8'),
) as {
  shapes: Record<string, Record<string, Draw & { fan_in: number; fan_out: number }>>;
};

/** The parameters that the reference was drawn with. */
const PARAMETERS: Record<string, Record<string, number>> = {
  random_normal: { mean: 0, stddev: 1 },
  random_uniform: { min: 0, max: 1 },
  truncated_normal: { mean: 0, stddev: 1 },
  constant: { value: 0.25 },
  orthogonal: { gain: 1.5 },
};

/** What has the same value everywhere, and what has no bounds to reach. */
const EVEN = ['zeros', 'ones', 'constant'];
const UNBOUNDED = ['random_normal', 'orthogonal'];

function moments(values: Float32Array) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
  const variance = central(2);
  const bounds = {
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
  return { n, mean, stddev: Math.sqrt(variance), kurtosis: central(4) / variance ** 2, ...bounds };
}

const cases = Object.entries(shapes).flatMap(([shape, draws]) =>
  Object.entries(draws).map(([name, draw]) => ({ shape, name, draw })),
);

describe('draws have Keras’s distributions', () => {
  it.each(cases)('$name for $shape', ({ shape, name, draw }) => {
    const kernelShape = JSON.parse(shape.slice(shape.indexOf('['))) as number[];
    const layer = { kernelShape, fanIn: draw.fan_in, fanOut: draw.fan_out } as Parameters<
      typeof drawKernel
    >[1];
    const initializer = { label: name, name, parameters: PARAMETERS[name] ?? {} } as Initializer;
    const drawn = moments(drawKernel(initializer, layer, randomStream(1, 1, `test/${name}`)));
    if (EVEN.includes(name)) return expect([drawn.min, drawn.max]).toEqual([draw.min, draw.max]);
    const mean = name === 'random_uniform' ? 0.5 : 0;
    const kurtosis = draw.kurtosis!;
    // Five standard errors of a mean, and of a standard deviation under this kurtosis.
    expect(Math.abs(drawn.mean - mean)).toBeLessThan((5 * draw.wanted_stddev) / Math.sqrt(drawn.n));
    const error = draw.wanted_stddev * Math.sqrt(Math.max(kurtosis - 1, 0.5) / (4 * drawn.n));
    expect(Math.abs(drawn.stddev - draw.wanted_stddev)).toBeLessThan(5 * error);
    if (drawn.n > 1000) expect(Math.abs(drawn.kurtosis - kurtosis)).toBeLessThan(0.35);
    // What is bounded reaches its bounds and no further: Keras's extremes tell where those are.
    if (!UNBOUNDED.includes(name) && drawn.n > 100_000) {
      expect(Math.abs(drawn.max - draw.max)).toBeLessThan(0.002 * draw.wanted_stddev + 1e-6);
      expect(Math.abs(drawn.min - draw.min)).toBeLessThan(0.002 * draw.wanted_stddev + 1e-6);
    }
  });
});

it('divides the spread of a truncated normal by 0.8796, as Keras does', () => {
  const layer = { kernelShape: [500, 400], fanIn: 500, fanOut: 400 };
  const drawn = (name: 'he_normal' | 'truncated_normal') =>
    moments(
      drawKernel(
        { label: name, name, parameters: { mean: 0, stddev: 1 } },
        layer,
        randomStream(1, 2, 'test'),
      ),
    ).stddev;
  expect(drawn('he_normal') / Math.sqrt(2 / 500)).toBeCloseTo(1, 2);
  expect(drawn('truncated_normal')).toBeCloseTo(0.8796, 2);
});

it('orthogonal: rows or columns, whichever are fewer, are orthonormal times the gain', () => {
  for (const kernelShape of [
    [6, 4],
    [4, 6],
  ] as const) {
    const layer = { kernelShape, fanIn: 4, fanOut: 4 };
    const kernel = drawKernel(
      { label: 'o', name: 'orthogonal', parameters: { gain: 2 } },
      layer,
      randomStream(1, 1, 'o'),
    );
    const [rows, columns] = kernelShape;
    const vector = (index: number) =>
      rows >= columns
        ? Array.from({ length: rows }, (_, row) => kernel[row * columns + index]!)
        : Array.from({ length: columns }, (_, column) => kernel[index * columns + column]!);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        const product = vector(a).reduce((sum, value, index) => sum + value * vector(b)[index]!, 0);
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  }
});

describe('a trial’s first weights', () => {
  const model: Layer[] = [
    { kind: 'dense', units: 5, activation: 'relu' },
    { kind: 'dense', units: 3, activation: 'softmax' },
  ];
  const weights = (
    name: Initializer['name'],
    initialize: 'hidden' | 'all' = 'hidden',
    seed = 1,
    label: string = name,
  ) =>
    drawWeights({
      model,
      inputShape: [4],
      initializer: { label, name, parameters: {} },
      initialize,
      stream: (layer) => randomStream(1, seed, `weights/${label}/0/${layer}`),
    });

  it('are kernels in Keras’s layouts and biases of 0', () => {
    expect(weights('ones', 'all').map((values) => [values.length, values[0]])).toEqual([
      [20, 1],
      [5, 0],
      [15, 1],
      [3, 0],
    ]);
  });

  it('follow a rule: what another initializer draws, times its factors; the last layer is exempt if asked', () => {
    const block: Layer[] = [
      {
        kind: 'residual',
        main: [
          { ...model[0]!, units: 4 },
          { kind: 'dense', units: 4, activation: 'linear' },
        ],
        shortcut: [],
      },
      model[1]!,
    ];
    const drawn = (name: Initializer['name'], initialize: 'hidden' | 'all') =>
      drawWeights({
        ...{ model: block, inputShape: [4], initialize },
        initializer: resolveInitializer({ [name]: {}, as: 'same' } as never),
        stream: (layer) => randomStream(1, 1, `weights/${layer}`),
      });
    const [plain, fixed] = [drawn('he_normal', 'all'), drawn('fixup', 'all')];
    // One branch: its factor is 1.
    expect(fixed[0]).toEqual(plain[0]);
    expect([fixed[2], fixed[4]].map((kernel) => kernel!.every((weight) => weight === 0))).toEqual([
      true,
      true,
    ]);
    expect(drawn('fixup', 'hidden')[4]).toEqual(drawn('he_normal', 'hidden')[4]);
  });

  it('are 1 for gamma and a moving variance, and two kernels of a layer are drawn apart', () => {
    const drawn = drawWeights({
      model: [
        {
          kind: 'separableConv2d',
          filters: 2,
          kernel: 2,
          padding: 'valid',
          activation: 'linear',
          multiplier: 2,
        },
        { kind: 'batchNorm', momentum: 0.9, epsilon: 0.001 },
      ],
      inputShape: [4, 4, 1],
      initializer: { label: 'he_normal', name: 'he_normal', parameters: {} },
      initialize: 'all',
      stream: (layer) => randomStream(1, 1, layer),
    });
    const [depthwise, pointwise, ...others] = drawn.map((values) => [...values]);
    expect(others).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    // The same numbers would have the same ratios, whatever the fans.
    expect(depthwise![0]! / depthwise![1]!).not.toBeCloseTo(pointwise![0]! / pointwise![1]!, 5);
  });

  it('leave the output layer to glorot_uniform, unless all layers are initialized', () => {
    expect(weights('zeros')[0]!.every((value) => value === 0)).toBe(true);
    expect(weights('zeros')[2]!.every((value) => value !== 0 && Math.abs(value) <= Math.sqrt(6 / 8))).toBe(
      true,
    );
    expect(weights('zeros', 'all')[2]!.every((value) => value === 0)).toBe(true);
  });

  it('are the same for the same seed and label, and others for others', () => {
    expect(weights('he_normal')).toEqual(weights('he_normal'));
    expect(weights('he_normal', 'hidden', 2)).not.toEqual(weights('he_normal'));
    expect(weights('he_normal', 'hidden', 1, 'again')).not.toEqual(weights('he_normal'));
  });

  it('can be drawn by every initializer there is', () => {
    const [layer] = weightedLayers(model, [4]);
    for (const name of INITIALIZER_NAMES) {
      const parameters = { value: 2, stddev: 1, max: 1, scale: 1 };
      const kernel = drawKernel(
        { ...resolveInitializer(name), parameters },
        layer!,
        randomStream(1, 1, name),
      );
      expect(kernel.every(Number.isFinite)).toBe(true);
      expect(kernel).toHaveLength(20);
    }
  });
});
