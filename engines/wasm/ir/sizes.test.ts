import { expect, it } from 'vitest';
import { numbers } from '../../engine.samples.ts';
import type { Value } from '../../ir/form.ts';
import { gradientsOf } from '../../ir/gradient.ts';
import { interpret } from '../../ir/interpreter.ts';
import { input, parameter } from '../../ir/leaves.ts';
import { batchNorm } from '../../ir/operations/batch-norm.ts';
import { add, max, multiply } from '../../ir/operations/binary.ts';
import { conv2d } from '../../ir/operations/conv2d.ts';
import { crossEntropy } from '../../ir/operations/cross-entropy.ts';
import { matmul } from '../../ir/operations/matmul.ts';
import { pool2d } from '../../ir/operations/pool2d.ts';
import { largest, sum } from '../../ir/operations/reduce.ts';
import { reshape } from '../../ir/operations/reshape.ts';
import { tanh } from '../../ir/operations/unary.ts';
import { nodesOf } from '../../ir/order.ts';
import { paddingOf } from '../../ir/window.ts';
import { volume } from '../../layers/shape.ts';
import { loadKernels } from '../kernels.ts';
import { compute, WasmMemory } from './compute.samples.ts';

/**
 * Sizes beyond those of `operations.samples.ts`: more than a tile, a panel and a block of each kernel, and
 * never a multiple of them.
 */
const EXAMPLES = 5;
const memory = new WasmMemory({ initial: 256 });
const kernels = await loadKernels(memory);

const x = (shape: readonly number[]) => input('x', { shape, batched: true });
const weights = (index: number, shape: readonly number[]) => parameter(index, shape);

function convolution(
  channels: number,
  kernel: readonly [number, number, number, number],
  { stride = 1, apart = 1, groups = 1, kind = 'same' as 'same' | 'valid' } = {},
): Value[] {
  const window = {
    size: [kernel[0], kernel[1]],
    strides: [stride, stride],
    dilation: [apart, apart],
  } as const;
  const padding = paddingOf(kind, window, [13, 11]);
  return [conv2d(x([13, 11, channels]), weights(0, kernel), { ...window, padding, groups })];
}

const CASES: Readonly<Record<string, () => Value[]>> = {
  'conv 3 × 3, 9 to 19': () => convolution(9, [3, 3, 9, 19]),
  'conv 3 × 3, 16 to 16': () => convolution(16, [3, 3, 16, 16]),
  'conv 3 × 3, stride 2': () => convolution(10, [3, 3, 10, 17], { stride: 2 }),
  'conv 1 × 1, stride 2': () => convolution(9, [1, 1, 9, 12], { stride: 2, kind: 'valid' }),
  'conv 5 × 3, stride 3': () => convolution(6, [5, 3, 6, 9], { stride: 3 }),
  'conv, dilation 2': () => convolution(7, [3, 3, 7, 11], { apart: 2 }),
  'conv in 3 groups': () => convolution(15, [3, 3, 5, 30], { groups: 3 }),
  'depthwise, 13 channels': () => convolution(13, [3, 3, 1, 13], { groups: 13 }),
  'depthwise, stride 2': () => convolution(13, [3, 3, 1, 13], { groups: 13, stride: 2 }),
  'pool, 13 channels': () => {
    const window = { size: [3, 2], strides: [2, 2], dilation: [1, 1] } as const;
    return [
      pool2d(x([13, 11, 13]), { kind: 'max', ...window, padding: paddingOf('same', window, [13, 11]) }),
    ];
  },
  'product, 133 · 41': () => [matmul(x([133]), weights(0, [133, 41]))],
  'product with a turned matrix': () => [matmul(x([66]), weights(0, [37, 66]), false, true)],
  'product of turned matrices': () => [matmul(weights(0, [37, 21]), weights(1, [18, 37]), true, true)],
  'batchNorm, 19 channels': () => {
    const { y } = batchNorm(x([13, 11, 19]), weights(0, [19]), weights(1, [19]), 0.001);
    return [tanh(y)];
  },
  'sums over images': () => [sum(x([31, 29, 7]), [0, 1])],
  'sums over the batch': () => [sum(x([31, 9, 7]), [0, 1], true)],
  'sums of all': () => [sum(x([3500]), [0], true)],
  'the largest': () => [sum(max(x([9, 37]), largest(multiply(x([9, 37]), weights(0, [])), [1])), [0])],
  'cross-entropy of 37 classes': () => {
    const scores = add(x([37]), weights(0, [37]));
    return [crossEntropy(scores, input('wanted', { shape: [37], batched: true }))];
  },
};

function drawn(seed: number) {
  const next = numbers(seed);
  const draw = (count: number) => Float32Array.from({ length: count }, () => 2 * next() - 1);
  const wanted = new Float32Array(EXAMPLES * 37);
  for (let example = 0; example < EXAMPLES; example++) wanted[example * 37 + ((example * 11) % 37)] = 1;
  return { draw, wanted };
}

const leavesOf = (values: readonly Value[], kind: string): Value[] =>
  nodesOf(values).flatMap(({ operation, outputs }) => (operation.name === kind ? outputs : []));
const inputsOf = (values: readonly Value[]) => leavesOf(values, 'input');
const nameOf = ({ node }: Value) => (node.attributes as { readonly name: string }).name;
const indexOf = ({ node }: Value) => (node.attributes as { readonly index: number }).index;

it.each(Object.entries(CASES))('%s: value and gradients', (_, build) => {
  const values = build();
  const own = leavesOf(values, 'parameter').sort((a, b) => indexOf(a) - indexOf(b));
  const { draw, wanted } = drawn(3);
  const [value] = values as [Value];
  const size = volume(value.shape);
  const factors = input('factors', { shape: value.shape, batched: value.batched });
  const flat = reshape(multiply(value, factors), [size]);
  const number = reshape(sum(flat, [0], value.batched), []);
  const images = inputsOf(values).filter((leaf) => nameOf(leaf) === 'x');
  const all = [...values, ...gradientsOf(number, [...own, ...images])];
  const given = {
    examples: EXAMPLES,
    inputs: {
      x: draw(EXAMPLES * volume(images[0]?.shape ?? [])),
      factors: draw(value.batched ? EXAMPLES * size : size),
      wanted,
    },
    parameters: own.map(({ shape }) => draw(volume(shape))),
  };
  const found = compute(all, given, kernels, memory);
  for (const [index, expected] of interpret(all, given).entries()) {
    const most = expected.reduce((top, each) => Math.max(top, Math.abs(each)), 1);
    expect(found[index]).toHaveLength(expected.length);
    const worst = expected.reduce(
      (top, each, at) =>
        Math.max(top, Number.isNaN(found[index]![at]!) ? 1e9 : Math.abs(found[index]![at]! - each)),
      0,
    );
    expect(worst / most, `output ${index}`).toBeLessThan(3e-6);
  }
});
