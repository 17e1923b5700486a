import { countIn, countOf } from '../../../ir/lowering/count.ts';
import { around, type Lowering } from './lowering.ts';

/** Rows of a table. */
export const lowerGather: Lowering = (node, bufferOf) => {
  const [table, rows] = node.inputs;
  const [count, length] = table!.shape as [number, number];
  const places = countOf(rows!);
  const own = around(node, bufferOf);
  return [
    {
      ...own,
      bind({ kernels, at }) {
        const [from, numbers] = own.reads.map(at) as [number, number];
        const to = at(own.writes[0]!);
        return (n) => kernels.gatherRows(from, numbers, to, countIn(places, n), count, length);
      },
    },
  ];
};

/** The gradient of a table. */
export const lowerScatterAdd: Lowering = (node, bufferOf) => {
  const [count, length] = node.outputs[0]!.shape as [number, number];
  const places = countOf(node.inputs[0]!);
  const own = around(node, bufferOf);
  return [
    {
      ...own,
      bind({ kernels, at }) {
        const [numbers, dy] = own.reads.map(at) as [number, number];
        const to = at(own.writes[0]!);
        return (n) => kernels.scatterRows(numbers, dy, to, countIn(places, n), count, length);
      },
    },
  ];
};
