/** Operations on random shapes and numbers, for the suite in `operations.contract.ts`. */
import { numbers } from '../engine.samples.ts';
import { type Shape, volume } from '../layers/shape.ts';
import type { Value } from './form.ts';
import { input, parameter } from './leaves.ts';
import * as batch from './operations/batch-norm.ts';
import * as binary from './operations/binary.ts';
import { concat } from './operations/concat.ts';
import { conv2d } from './operations/conv2d.ts';
import { crossEntropy } from './operations/cross-entropy.ts';
import { gather } from './operations/gather.ts';
import { matmul } from './operations/matmul.ts';
import { pad, slice } from './operations/pad-slice.ts';
import { pool2d } from './operations/pool2d.ts';
import { broadcastLike, largest, sum } from './operations/reduce.ts';
import { reshape } from './operations/reshape.ts';
import { transpose } from './operations/transpose.ts';
import * as unary from './operations/unary.ts';
import { type Pair, paddingOf } from './window.ts';

/** Draws shapes and numbers, and remembers what a run must be given; a pure function of the seed. */
export class Sampler {
  readonly inputs: Record<string, Float32Array> = {};
  readonly parameters: Float32Array[] = [];
  /** What the gradient is taken by. */
  readonly by: Value[] = [];
  readonly examples: number;
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = numbers(seed);
    this.examples = this.int(1, 4);
  }

  int(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)]!;
  }

  /** A batched value; `draw` makes a number of one that is uniform in ±2. */
  batched(shape: Shape, draw = (x: number) => x): Value {
    const value = this.given(shape, true, draw);
    this.by.push(value);
    return value;
  }

  /** A batched value that has no gradient. */
  given(shape: Shape, batched: boolean, draw: (x: number, at: number) => number): Value {
    const name = `input${Object.keys(this.inputs).length}`;
    const count = volume(shape) * (batched ? this.examples : 1);
    this.inputs[name] = this.#draw(count, draw);
    return input(name, { shape, batched });
  }

  parameter(shape: Shape): Value {
    this.parameters.push(this.#draw(volume(shape), (x) => x));
    const value = parameter(this.parameters.length - 1, shape);
    this.by.push(value);
    return value;
  }

  #draw(count: number, draw: (x: number, at: number) => number): Float32Array {
    return Float32Array.from({ length: count }, (_, at) => draw(4 * this.#next() - 2, at));
  }
}

const image = (from: Sampler): [number, number, number] => [from.int(3, 9), from.int(3, 9), from.int(1, 4)];

function convolution(from: Sampler): Value[] {
  const groups = from.pick([1, 1, 2, 3]);
  const inner = from.int(1, 3);
  const [height, width] = [from.int(5, 9), from.int(5, 9)];
  const filters = groups * from.int(1, 3);
  const size = [from.int(1, 3), from.int(1, 3)] as const;
  // TensorFlow has no strides beside dilation.
  const dilation = from.pick([1, 1, 2]);
  const strides: Pair = dilation === 1 ? [from.int(1, 2), from.int(1, 3)] : [1, 1];
  const window = {
    size,
    strides,
    dilation: [dilation, dilation],
  } as const;
  const padding = paddingOf(from.pick(['valid', 'same']), window, [height, width]);
  const x = from.batched([height, width, groups * inner]);
  return [conv2d(x, from.parameter([...size, inner, filters]), { ...window, padding, groups })];
}

/** Each channel a filter or two of its own. */
function depthwise(from: Sampler): Value[] {
  const [height, width, channels] = [from.int(4, 7), from.int(4, 7), from.int(2, 4)];
  const stride = from.int(1, 2);
  const window = { size: [3, 3], strides: [stride, stride], dilation: [1, 1] } as const;
  const padding = paddingOf('same', window, [height, width]);
  const kernel = from.parameter([3, 3, 1, channels * from.int(1, 2)]);
  return [conv2d(from.batched([height, width, channels]), kernel, { ...window, padding, groups: channels })];
}

function pooling(kind: 'max' | 'average') {
  return (from: Sampler): Value[] => {
    const [height, width, channels] = image(from);
    const window = {
      size: [from.int(1, 3), from.int(1, 3)],
      strides: [from.int(1, 3), from.int(1, 2)],
      dilation: [1, 1],
    } as const;
    const padding = paddingOf(from.pick(['valid', 'same']), window, [height, width]);
    return [pool2d(from.batched([height, width, channels]), { kind, ...window, padding })];
  };
}

function normalised(from: Sampler): Value[] {
  const shape = from.pick([[from.int(2, 5)], image(from)]);
  const channels = shape.at(-1)!;
  const [gamma, beta] = [from.parameter([channels]), from.parameter([channels])];
  return [batch.batchNorm(from.batched(shape), gamma, beta, 0.01).y];
}

const twoOf =
  (operation: (a: Value, b: Value) => Value, divisor = false) =>
  (from: Sampler): Value[] => {
    const shape = image(from);
    const other = from.pick([shape, [shape[2]], [1, 1, shape[2]], []]);
    const draw = divisor ? (x: number) => Math.sign(x) * (Math.abs(x) + 0.5) : (x: number) => x;
    const b = other.length === 3 && from.pick([true, false]) ? from.batched(other, draw) : undefined;
    const second = b ?? from.given(other, false, draw);
    return [operation(from.batched(shape), second)];
  };

const oneOf =
  (operation: (x: Value) => Value, positive = false) =>
  (from: Sampler): Value[] => [
    operation(from.batched(image(from), positive ? (x) => Math.abs(x) + 0.2 : (x) => x)),
  ];

/** A case for each operation (and kind); of those with several outputs the ones that have a gradient. */
export const OPERATION_CASES: Readonly<Record<string, (from: Sampler) => Value[]>> = {
  exp: oneOf(unary.exp),
  log: oneOf(unary.log, true),
  sqrt: oneOf(unary.sqrt, true),
  rsqrt: oneOf(unary.rsqrt, true),
  tanh: oneOf(unary.tanh),
  sigmoid: oneOf(unary.sigmoid),
  erf: oneOf(unary.erf),
  abs: oneOf(unary.abs),
  sign: oneOf(unary.sign),
  relu: oneOf(unary.relu),
  softplus: oneOf(unary.softplus),
  add: twoOf(binary.add),
  subtract: twoOf(binary.subtract),
  multiply: twoOf(binary.multiply),
  divide: twoOf(binary.divide, true),
  max: twoOf(binary.max),
  min: twoOf(binary.min),
  gate: twoOf(binary.gate),
  sum: (from) => [
    sum(from.batched(image(from)), from.pick([[], [0], [1, 2], [0, 1, 2]]), from.pick([true, false])),
  ],
  'sum of a parameter': (from) => [sum(from.parameter([from.int(1, 5), 3]), from.pick([[0], [0, 1]]))],
  broadcastLike: (from) => {
    const like = from.given(image(from), true, (x) => x);
    return [broadcastLike(from.parameter([like.shape[2]!]), like)];
  },
  reshape: (from) => {
    const shape = image(from);
    return [reshape(from.batched(shape), [shape[0] * shape[1], shape[2]])];
  },
  transpose: (from) => [
    transpose(
      from.batched(image(from)),
      from.pick([
        [2, 0, 1],
        [1, 0, 2],
        [2, 1, 0],
      ]),
    ),
  ],
  'transpose of a parameter': (from) => [transpose(from.parameter(image(from)), [1, 2, 0])],
  pad: (from) => [pad(from.batched(image(from)), [from.int(0, 2), 0, 1], [1, from.int(0, 2), 0])],
  slice: (from) => {
    const [height, width, channels] = image(from);
    const begin = [from.int(0, 1), 1, 0];
    return [slice(from.batched([height, width, channels]), begin, [height - 1, width - 2, channels])];
  },
  concat: (from) => {
    const [height, width, channels] = image(from);
    const other = from.batched([height, from.int(1, 4), channels]);
    return [concat([from.batched([height, width, channels]), other], 1)];
  },
  matmul: (from) => {
    const [inner, columns] = [from.int(1, 7), from.int(1, 7)];
    const turned = from.pick([true, false]);
    const b = from.parameter(turned ? [columns, inner] : [inner, columns]);
    return [matmul(from.batched([inner]), b, false, turned)];
  },
  'matmul of parameters': (from) => {
    const [rows, inner, columns] = [from.int(1, 5), from.int(1, 5), from.int(1, 5)];
    return [matmul(from.parameter([inner, rows]), from.parameter([inner, columns]), true)];
  },
  conv2d: convolution,
  'conv2d, depthwise': depthwise,
  'pool2d, max': pooling('max'),
  'pool2d, average': pooling('average'),
  batchNorm: normalised,
  crossEntropy: (from) => {
    const classes = from.int(2, 6);
    const wanted = from.given([classes], true, (x) => Math.abs(x) + 0.1);
    return [crossEntropy(from.batched([classes]), binary.divide(wanted, sum(wanted, [0])))];
  },
  gather: (from) => {
    const rows = from.int(2, 6);
    const places = from.given([from.int(1, 4)], true, (x) => Math.floor(((x + 2) / 4) * rows));
    return [gather(from.parameter([rows, from.int(1, 3)]), places)];
  },
};

/** Cases of which only the values are asked for: they have no gradient. */
export const VALUE_CASES: Readonly<Record<string, (from: Sampler) => Value[]>> = {
  largest: (from) => [largest(from.batched(image(from)), from.pick([[2], [0, 1]]), from.pick([true, false]))],
  'moments of a batchNorm': (from) => {
    const shape = image(from);
    const [gamma, beta] = [from.parameter([shape[2]]), from.parameter([shape[2]])];
    const { mean, variance } = batch.batchNorm(from.batched(shape), gamma, beta, 0.01);
    return [mean, variance];
  },
  'slice with gaps': (from) => {
    const [height, width, channels] = image(from);
    const size = [Math.ceil(height / 3), Math.ceil(width / 2), channels];
    return [slice(from.batched([height, width, channels]), [0, 0, 0], size, [3, 2, 1])];
  },
};
