import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Initializer, InitializerName } from '../../../engines/initializers.ts';
import { drawKernel } from './initializers.ts';
import { randomStream } from './randomness.ts';

interface Draw {
  readonly shape: number[];
  readonly fanIn: number;
  readonly fanOut: number;
  readonly scale: number;
  readonly mode: string;
  readonly distribution: string;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
}
const keras: {
  readonly varianceScaling: readonly Draw[];
  readonly identity: readonly { shape: number[]; gain: number; values: number[] }[];
} = JSON.parse(readFileSync(new URL('fixtures/variance-scaling-keras.json', import.meta.url), 'utf8'));

const draw = (initializer: Omit<Initializer, 'label'>, kernelShape: number[], fanIn = 1, fanOut = 1) =>
  drawKernel({ label: 'x', ...initializer }, { kernelShape, fanIn, fanOut }, randomStream(1, 1, 'test'));

it.each(keras.varianceScaling)('draws $distribution of $scale over $mode for $shape', (own) => {
  const { shape, fanIn, fanOut, scale, mode, distribution } = own;
  const initializer = {
    name: 'variance_scaling' as const,
    parameters: { scale },
    choices: { mode, distribution },
  };
  const kernel = draw(initializer, shape, fanIn, fanOut);
  const mean = kernel.reduce((sum, value) => sum + value, 0) / kernel.length;
  const variance = kernel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kernel.length;
  // Both are draws of 18,432 values or more: five standard errors of a difference of two are below 4%.
  expect(Math.abs(Math.sqrt(variance) / own.stddev - 1)).toBeLessThan(0.04);
  const bounds = [kernel.reduce((a, b) => Math.min(a, b)), kernel.reduce((a, b) => Math.max(a, b))];
  // What is bounded reaches its bounds; what is not goes on beyond four standard deviations or near them.
  const tolerance = distribution === 'untruncated_normal' ? 0.3 : 0.01;
  expect(Math.abs(bounds[0]! / own.min - 1)).toBeLessThan(tolerance);
  expect(Math.abs(bounds[1]! / own.max - 1)).toBeLessThan(tolerance);
});

it.each(keras.identity)('has the identity of Keras for $shape', ({ shape, gain, values }) => {
  expect([...draw({ name: 'identity', parameters: { gain } }, shape)]).toEqual(values);
});

it.each(['identity', 'delta_orthogonal'] satisfies InitializerName[])(
  'puts the matrix of %s into the middle of a kernel',
  (name) => {
    const [inputs, outputs] = [3, 4];
    const kernel = draw({ name, parameters: { gain: 2 } }, [3, 3, inputs, outputs]);
    const size = inputs * outputs;
    const places = Array.from({ length: 9 }, (_, place) => kernel.subarray(place * size, (place + 1) * size));
    for (const [place, values] of places.entries())
      if (place !== 4) expect([...values]).toEqual(new Array(size).fill(0));
    // The rows are orthogonal, and as long as the gain.
    const row = (index: number) => places[4]!.subarray(index * outputs, (index + 1) * outputs);
    for (let a = 0; a < inputs; a++)
      for (let b = 0; b < inputs; b++)
        expect(row(a).reduce((sum, value, i) => sum + value * row(b)[i]!, 0)).toBeCloseTo(a === b ? 4 : 0, 5);
  },
);
