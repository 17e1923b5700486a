/** Rows of a table, and what its rows are given back. */
import type { Value } from '../../ir/form.ts';
import { countOf } from '../../ir/lowering/count.ts';
import { eachNumber } from './each-number.ts';
import { countText, type Lowering } from './lowering.ts';

/** The number of a row, held within the table. */
const rowOf = (count: number) => `fn rowOf(x: f32) -> u32 { return u32(clamp(x, 0.0, ${count - 1}.0)); }`;

export const gather: Lowering = (node, { shader }) => {
  const [table, rows] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const [count, length] = table.shape as [number, number];
  const own = shader();
  own.function(rowOf(count));
  const row = `rowOf(${own.read(rows, `i / ${length}u`)})`;
  const statements = own.write(y, 'i', own.read(table, `${row} * ${length}u + i % ${length}u`));
  return [eachNumber(own, { name: 'gather', count: countOf(y), perTrial: y.perTrial, statements })];
};

/** A thread for each number of the table looks through all places: their order is the same each time. */
export const scatterAdd: Lowering = (node, { shader }) => {
  const [rows, dy] = node.inputs as [Value, Value];
  const [table] = node.outputs as [Value];
  const [count, length] = table.shape as [number, number];
  const own = shader();
  own.function(rowOf(count));
  const statements = `let row = i / ${length}u;
let column = i % ${length}u;
var total = 0.0;
for (var p = 0u; p < ${countText(countOf(rows))}; p++) {
  if (rowOf(${own.read(rows, 'p')}) == row) { total += ${own.read(dy, `p * ${length}u + column`)}; }
}
${own.write(table, 'i', 'total')}`;
  return [
    eachNumber(own, { name: 'scatterAdd', count: countOf(table), perTrial: table.perTrial, statements }),
  ];
};
