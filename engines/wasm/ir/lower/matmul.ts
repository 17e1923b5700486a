import type { Type } from '../../../ir/form.ts';
import { type Count, countIn, fixed } from '../../../ir/lowering/count.ts';
import { made } from '../buffer.ts';
import { around, type Lowering } from './lowering.ts';

/** The product of two matrices. */
export const lowerMatmul: Lowering = (node, bufferOf) => {
  const { transposeA, transposeB } = node.attributes as { transposeA: boolean; transposeB: boolean };
  const [a, b] = node.inputs as unknown as [Type, Type];
  const [rows, inner] = turned(sidesOf(a), transposeA);
  const columns = turned(sidesOf(b), transposeB)[1].fixed;
  // 16 · inner numbers for two panels, and 16 in front: 32 of each of n examples are as many at least.
  const room = made(inner.batched ? { fixed: 32, batched: true } : fixed(16 * inner.fixed + 16));
  const own = around(node, bufferOf);
  return [
    {
      ...own,
      scratch: [room],
      bind({ kernels, at }) {
        const [left, right, to, place] = [...own.reads, ...own.writes, room].map(at) as unknown as Four;
        const flags = [transposeA ? 1 : 0, transposeB ? 1 : 0] as const;
        return (n) =>
          kernels.matmul(left, right, to, countIn(rows, n), countIn(inner, n), columns, ...flags, place);
      },
    },
  ];
};

type Four = readonly [number, number, number, number];

const sidesOf = ({ shape, batched }: Type): readonly [Count, Count] =>
  batched ? [{ fixed: 1, batched: true }, fixed(shape[0]!)] : [fixed(shape[0]!), fixed(shape[1]!)];

const turned = ([rows, columns]: readonly [Count, Count], turn: boolean): readonly [Count, Count] =>
  turn ? [columns, rows] : [rows, columns];
