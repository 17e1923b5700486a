import type { Value } from '../../ir/form.ts';
import type { Binary } from '../../ir/operations/binary.ts';
import type { Unary } from '../../ir/operations/unary.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float, int32 } from '../graph/operation.ts';
import { graphAxis, graphShape, type Rule } from './lowering.ts';

const UNARY: Readonly<Record<Unary, string>> = {
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  rsqrt: 'Rsqrt',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  erf: 'Erf',
  abs: 'Abs',
  sign: 'Sign',
  relu: 'Relu',
  softplus: 'Softplus',
};

const BINARY: Readonly<Record<Exclude<Binary, 'gate'>, string>> = {
  add: 'AddV2',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'RealDiv',
  max: 'Maximum',
  min: 'Minimum',
};

export const unaryRule: Rule = ({ graph, node, inputs }) => [
  graph.op(UNARY[(node.attributes as { readonly kind: Unary }).kind], inputs),
];

export const binaryRule: Rule = ({ graph, node, inputs }) => {
  const { kind } = node.attributes as { readonly kind: Binary };
  const [a, b] = node.inputs as [Value, Value];
  const [left, right] = inputs as [Out, Out];
  if (kind !== 'gate') {
    // TensorFlow fuses a bias with the product or convolution before it.
    const bias = kind === 'add' && isBias(a, b);
    return [graph.op(bias ? 'BiasAdd' : BINARY[kind], inputs)];
  }
  if (graphShape(a).join() === graphShape(b).join()) return [graph.op('ReluGrad', [left, right])];
  const above = graph.op('Greater', [right, graph.constant([0])]);
  return [graph.op('SelectV2', [above, left, graph.constant([0])])];
};

const isBias = (a: Value, b: Value) =>
  a.batched && !b.batched && b.shape.length === 1 && b.shape[0] === a.shape.at(-1);

export const reduceRule: Rule = ({ graph, node, inputs: [x] }) => {
  const { kind, axes, batch } = node.attributes as {
    readonly kind: 'sum' | 'max';
    readonly axes: readonly number[];
    readonly batch: boolean;
  };
  const [value] = node.inputs as [Value];
  const all = [...(batch ? [0] : []), ...axes.map((axis) => graphAxis(value, axis))];
  if (all.length === 0) return [graph.op('Identity', [x!])];
  const shape = graphShape(node.outputs[0]!);
  if (kind === 'sum' && batch && isChannelSum(value, axes))
    return [graph.reshape(graph.op('BiasAddGrad', [x!]), shape)];
  const attributes = { T: float, Tidx: int32, keep_dims: { bool: true } };
  const reduced = graph.op(kind === 'sum' ? 'Sum' : 'Max', [x!, graph.ints(all)], attributes);
  return [batch ? graph.reshape(reduced, shape) : reduced];
};

/** Over everything but the last axis: the gradient of a bias. */
const isChannelSum = ({ shape }: Value, axes: readonly number[]) =>
  shape.length > 0 && axes.length === shape.length - 1 && !axes.includes(shape.length - 1);

export const broadcastRule: Rule = ({ graph, node: { inputs: values }, inputs: [x, like] }) => {
  const [, target] = values as [Value, Value];
  const dims = target.batched
    ? graph.op('Shape', [like!], { T: float, out_type: int32 })
    : graph.ints(target.shape);
  return [graph.op('BroadcastTo', [x!, dims], { T: float, Tidx: int32 })];
};

export const matmulRule: Rule = ({ graph, node, inputs }) => {
  const { transposeA, transposeB } = node.attributes as Readonly<Record<string, boolean>>;
  const attributes = { T: float, transpose_a: { bool: transposeA! }, transpose_b: { bool: transposeB! } };
  return [graph.op('MatMul', inputs, attributes)];
};

export const crossEntropyRule: Rule = ({ graph, inputs }) => {
  const loss = graph.op('SoftmaxCrossEntropyWithLogits', inputs);
  return [loss, `${loss}:1`];
};

/** Numbers of rows, held within the table. */
function rowsOf(graph: GraphBuilder, count: number, rows: Out): Out {
  const below = graph.op('Minimum', [rows, graph.constant([count - 1])]);
  const held = graph.op('Maximum', [below, graph.constant([0])]);
  return graph.op('Cast', [held], { SrcT: float, DstT: int32 });
}

export const gatherRule: Rule = ({ graph, node, inputs: [table, rows] }) => {
  const whole = rowsOf(graph, node.inputs[0]!.shape[0]!, rows!);
  const attributes = { Tparams: float, Tindices: int32, Taxis: int32 };
  return [graph.op('GatherV2', [table!, whole, graph.constant([0], [], 'int32')], attributes)];
};

export const scatterAddRule: Rule = ({ graph, node, inputs: [rows, dy] }) => {
  const [count, length] = node.outputs[0]!.shape as [number, number];
  const whole = rowsOf(graph, count, rows!);
  const flat = graph.op('Reshape', [whole, graph.ints([-1])], { T: int32, Tshape: int32 });
  const values = graph.reshape(dy!, [-1, length]);
  const attributes = { T: float, Tindices: int32, Tnumsegments: int32 };
  return [graph.op('UnsortedSegmentSum', [values, flat, graph.constant([count], [], 'int32')], attributes)];
};
