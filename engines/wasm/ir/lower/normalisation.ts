/**
 * Batch normalisation by what reads all values, a kernel of its own, and what follows value by value: that
 * becomes part of the loops around it.
 */
import { apply, type Node, type Operation, type Type, type Value } from '../../../ir/form.ts';
import { constant, share } from '../../../ir/leaves.ts';
import { add, divide, multiply, subtract } from '../../../ir/operations/binary.ts';
import { rsqrt } from '../../../ir/operations/unary.ts';
import { volume } from '../../../layers/shape.ts';
import { type Count, countIn, countOf, fixed, made } from '../buffer.ts';
import { around, type Lowering } from './lowering.ts';

const unknown = (): never => {
  throw new Error('this operation is the WebAssembly backend’s own');
};

const channelsOf = ({ shape }: Type): Type => ({ shape: [shape.at(-1)!], batched: false });

/** From values to mean and variance of each channel. */
const momentsOperation: Operation = {
  name: 'moments',
  types: (_, [x]) => [channelsOf(x!), channelsOf(x!)],
  exact: unknown,
};

/** From values, their means and a gradient to sums of the gradient, and of it times value − mean. */
const normalSumsOperation: Operation = {
  name: 'normalSums',
  types: (_, [x]) => [channelsOf(x!), channelsOf(x!)],
  exact: unknown,
};

const scaleOf = (variance: Value, epsilon: number): Value => rsqrt(add(variance, constant(epsilon)));

/** The outputs of a batchNorm. Pure. */
export function normalised({ attributes }: Node, [x, gamma, beta]: readonly Value[]): Value[] {
  const { epsilon } = attributes as { readonly epsilon: number };
  const [mean, variance] = apply(momentsOperation, {}, [x!]) as [Value, Value];
  const factor = multiply(scaleOf(variance, epsilon), gamma!);
  return [add(multiply(subtract(x!, mean), factor), beta!), mean, variance];
}

/** The outputs of a batchNormGradient. Pure. */
export function normalisedBack({ attributes }: Node, inputs: readonly Value[]): Value[] {
  const { epsilon } = attributes as { readonly epsilon: number };
  const [x, gamma, mean, variance, dy] = inputs as [Value, Value, Value, Value, Value];
  const [dbeta, products] = apply(normalSumsOperation, {}, [x, mean, dy]) as [Value, Value];
  const scale = scaleOf(variance, epsilon);
  const dgamma = multiply(products, scale);
  const places = volume(x.shape) / x.shape.at(-1)!;
  const each = (sum: Value) => divide(multiply(sum, share()), constant(places));
  const [first, second] = [each(dbeta), multiply(each(dgamma), scale)];
  const centred = subtract(subtract(dy, first), multiply(subtract(x, mean), second));
  return [multiply(centred, multiply(scale, gamma)), dgamma, dbeta];
}

/** Sums over all rows: in double precision, so 4 numbers for each channel, and a few. */
const roomOf = (channels: number) => made(fixed(4 * channels + 32));

const rowsOf = (x: Value): Count => {
  const { fixed: count, batched } = countOf(x);
  return { fixed: count / x.shape.at(-1)!, batched };
};

export const lowerMoments: Lowering = (node, bufferOf) => {
  const [x] = node.inputs as [Value];
  const channels = x.shape.at(-1)!;
  const [own, room] = [around(node, bufferOf), roomOf(channels)];
  const rows = rowsOf(x);
  return [
    {
      ...own,
      scratch: [room],
      bind({ kernels, at }) {
        const [from, mean, variance, place] = [...own.reads, ...own.writes, room].map(at) as number[];
        return (n) => kernels.moments(from!, countIn(rows, n), channels, mean!, variance!, place!);
      },
    },
  ];
};

export const lowerNormalSums: Lowering = (node, bufferOf) => {
  const [x] = node.inputs as [Value];
  const channels = x.shape.at(-1)!;
  const [own, room] = [around(node, bufferOf), roomOf(channels)];
  const rows = rowsOf(x);
  return [
    {
      ...own,
      scratch: [room],
      bind({ kernels, at }) {
        const [from, mean, dy] = own.reads.map(at) as [number, number, number];
        const results = [...own.writes, room].map(at);
        return (n) => kernels.normalSums(from, mean, dy, countIn(rows, n), channels, ...results);
      },
    },
  ];
};
