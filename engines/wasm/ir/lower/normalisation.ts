/** The sums of batch normalisation, each a kernel that reads all values. */
import { apply, type Operation, type Type, type Value } from '../../../ir/form.ts';
import { batchNormRules } from '../../../ir/lowering/batch-norm.ts';
import { type Count, countIn, countOf, fixed } from '../../../ir/lowering/count.ts';
import { made } from '../buffer.ts';
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

/** What batch normalisation becomes by these operations. */
export const batchNorm = batchNormRules({
  moments: (x) => apply(momentsOperation, {}, [x]) as [Value, Value],
  normalSums: (x, mean, dy) => apply(normalSumsOperation, {}, [x, mean, dy]) as [Value, Value],
});

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
