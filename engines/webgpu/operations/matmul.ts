import type { Type, Value } from '../../ir/form.ts';
import { type Count, fixed } from '../../ir/lowering/count.ts';
import { countText, type Lowering } from './lowering.ts';
import { productKernels } from './product.ts';

/** The product of two matrices. */
export const matmul: Lowering = (node, lowered) => {
  const { transposeA, transposeB } = node.attributes as { transposeA: boolean; transposeB: boolean };
  const [a, b] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const [rows, inner] = turned(sidesOf(a), transposeA);
  const columns = turned(sidesOf(b), transposeB)[1].fixed;
  const at = (row: string, column: string, width: Count) => `${row} * ${countText(width)} + ${column}`;
  return productKernels(
    {
      name: 'matmul',
      perTrial: y.perTrial,
      rows,
      columns,
      inner,
      parts: 1,
      a: (shader) => shader.read(a, transposeA ? at('k', 'row', rows) : at('row', 'k', inner)),
      b: (shader) =>
        shader.read(b, transposeB ? at('column', 'k', inner) : at('k', 'column', fixed(columns))),
      aAlong: transposeA ? 'row' : 'k',
      bAlong: transposeB ? 'k' : 'column',
      write: (shader, number) => shader.write(y, at('row', 'column', fixed(columns)), number),
    },
    lowered,
  );
};

const sidesOf = ({ shape, batched }: Type): readonly [Count, Count] =>
  batched ? [{ fixed: 1, batched: true }, fixed(shape[0]!)] : [fixed(shape[0]!), fixed(shape[1]!)];

const turned = ([rows, columns]: readonly [Count, Count], turn: boolean): readonly [Count, Count] =>
  turn ? [columns, rows] : [rows, columns];
