import type { Value } from '../../ir/form.ts';
import { float, int32 } from '../graph/operation.ts';
import { graphAxis, graphShape, type Rule } from './lowering.ts';

/** A setting for each axis of an example, with one for the examples in front. */
const withBatch = ({ batched }: Value, settings: readonly number[], batch: number): number[] =>
  batched ? [batch, ...settings] : [...settings];

export const reshapeRule: Rule = ({ graph, node: { outputs }, inputs: [x] }) => [
  graph.reshape(x!, graphShape(outputs[0]!)),
];

export const transposeRule: Rule = ({ graph, node, inputs: [x] }) => {
  const [value] = node.inputs as [Value];
  const { order } = node.attributes as { readonly order: readonly number[] };
  return [
    graph.transpose(
      x!,
      withBatch(
        value,
        order.map((axis) => graphAxis(value, axis)),
        0,
      ),
    ),
  ];
};

export const padRule: Rule = ({ graph, node, inputs: [x] }) => {
  const [value] = node.inputs as [Value];
  const { before, after } = node.attributes as Readonly<Record<'before' | 'after', readonly number[]>>;
  const [front, behind] = [withBatch(value, before, 0), withBatch(value, after, 0)];
  const cells = front.flatMap((cells, axis) => [cells, behind[axis]!]);
  const paddings = graph.constant(cells, [front.length, 2], 'int32');
  return [graph.op('Pad', [x!, paddings], { T: float, Tpaddings: int32 })];
};

export const sliceRule: Rule = ({ graph, node, inputs: [x] }) => {
  const [value] = node.inputs as [Value];
  const { begin, size, every } = node.attributes as Readonly<Record<'begin' | 'size' | 'every', number[]>>;
  if (every.every((step) => step === 1)) {
    const ends = [withBatch(value, begin, 0), withBatch(value, size, -1)].map((each) => graph.ints(each));
    return [graph.op('Slice', [x!, ...ends], { T: float, Index: int32 })];
  }
  const end = begin.map((first, axis) => first + (size[axis]! - 1) * every[axis]! + 1);
  const settings = [withBatch(value, begin, 0), withBatch(value, end, 0), withBatch(value, every, 1)];
  // The batch as a whole, whatever its size.
  const mask = { int: value.batched ? 1 : 0 };
  return [
    graph.op('StridedSlice', [x!, ...settings.map((each) => graph.ints(each))], {
      T: float,
      Index: int32,
      begin_mask: mask,
      end_mask: mask,
    }),
  ];
};

export const concatRule: Rule = ({ graph, node, inputs }) => {
  const { axis } = node.attributes as { readonly axis: number };
  return [graph.concat(inputs, graphAxis(node.inputs[0]!, axis))];
};
