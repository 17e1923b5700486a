import type { GraphBuilder, Out } from './builder.ts';
import type { Attribute } from './graph-def.ts';
import type { Operation, OperationOf } from './operations.ts';

/**
 * Forward and backward of each operation, for a group of G trials in the same tensors, with TensorFlow's own gradient operations.
 *
 * Images are [n, h, w, G·channels] (trial after trial along the channels), flat values [G, n, features], or [n, features] where G is 1: then
 * a plain matrix product does, which TensorFlow fuses with bias and relu. Before the first weights all trials share one value
 * without G; `shared` says so.
 */
export interface Flow {
  readonly out: Out;
  readonly shared: boolean;
}

/** A layer's weights as a pass reads them: kernel [kh, kw, in, G·out] and bias [G·out], or [G, in, out] and [G, 1, out] ([in, out] and [out] where G is 1). */
export interface LayerWeights {
  readonly kernel: Out;
  readonly bias: Out;
}

/** A gradient on its way back. `pooled`: another tensor with the same sums for each channel, and fewer values. */
export interface Gradient {
  readonly out: Out;
  readonly pooled?: Out;
}

/** What is known where an operation is laid out. */
export interface Place {
  readonly graph: GraphBuilder;
  readonly trials: number;
}

const float: Attribute = { type: 'float' };
const STRIDES: Attribute = { ints: [1, 1, 1, 1] };
const int32: Attribute = { type: 'int32' };

/** Runs one operation. */
export function forward(
  place: Place,
  operation: Operation,
  input: Flow,
  weights: LayerWeights | undefined,
): Flow {
  const { graph } = place;
  if (operation.kind === 'conv') return convForward(place, operation, input, weights!);
  if (operation.kind === 'dense') return denseForward(place, input, weights!);
  if (operation.kind === 'flatten') return flattenForward(place, operation, input);
  if (operation.kind === 'pool')
    return { ...input, out: graph.op('MaxPool', [input.out], window(operation)) };
  return { ...input, out: activate(graph, input.out, operation.activation) };
}

/**
 * Runs one operation backwards: from the gradient of its output to those of its weights and, where `wantsInput`, of its input.
 */
export function backward(
  place: Place,
  operation: Operation,
  { input, output, weights }: { input: Flow; output: Flow; weights: LayerWeights | undefined },
  gradient: Gradient,
  wantsInput: boolean,
): { readonly input?: Gradient; readonly weights?: LayerWeights } {
  const { graph } = place;
  if (operation.kind === 'conv') return convBackward(place, operation, input, weights!, gradient, wantsInput);
  if (operation.kind === 'dense') return denseBackward(place, input, weights!, gradient, wantsInput);
  if (!wantsInput) return {};
  if (operation.kind === 'flatten') return { input: flattenBackward(place, operation, gradient) };
  if (operation.kind === 'pool') {
    const out = graph.op('MaxPoolGrad', [input.out, output.out, gradient.out], window(operation));
    return { input: { out, pooled: gradient.pooled ?? gradient.out } };
  }
  const { activation } = operation;
  if (activation === 'relu') return { input: { out: graph.op('ReluGrad', [gradient.out, output.out]) } };
  const grad = activation === 'tanh' ? 'TanhGrad' : 'SigmoidGrad';
  return { input: { out: graph.op(grad, [output.out, gradient.out]) } };
}

/** Applies an activation; softmax is left to the loss. */
export function activate(graph: GraphBuilder, x: Out, activation: string): Out {
  const op = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' }[activation];
  return op === undefined ? x : graph.op(op, [x]);
}

function window({ size }: OperationOf<'pool'>): Readonly<Record<string, Attribute>> {
  const ints = { ints: [1, size, size, 1] };
  return { T: float, ksize: ints, strides: ints, padding: { string: 'VALID' } };
}

const convolution = ({ padding }: OperationOf<'conv'>) => ({
  T: float,
  strides: STRIDES,
  padding: { string: padding.toUpperCase() },
});

function convForward(
  { graph, trials }: Place,
  operation: OperationOf<'conv'>,
  input: Flow,
  { kernel, bias }: LayerWeights,
): Flow {
  const attributes = convolution(operation);
  // Over a shared input the trials' filters are simply more filters; else each trial has images of its own.
  const sum =
    input.shared || trials === 1
      ? graph.op('Conv2D', [input.out, kernel], attributes)
      : graph.concat(
          eachTrial(graph, trials, input.out, kernel).map((pair) => graph.op('Conv2D', pair, attributes)),
          3,
        );
  return { out: graph.op('BiasAdd', [sum, bias]), shared: false };
}

/** Several tensors of images or filters, cut into the trials' channels: one list for each trial. */
function eachTrial(graph: GraphBuilder, trials: number, ...tensors: Out[]): Out[][] {
  const parts = tensors.map((tensor) => graph.split(tensor, trials, 3));
  return Array.from({ length: trials }, (_, trial) => parts.map((part) => part[trial]!));
}

function convBackward(
  { graph, trials }: Place,
  operation: OperationOf<'conv'>,
  input: Flow,
  weights: LayerWeights,
  gradient: Gradient,
  wantsInput: boolean,
) {
  const attributes = convolution(operation);
  const { kernel: k, channels, filters } = operation;
  const bias = graph.op('BiasAddGrad', [gradient.pooled ?? gradient.out]);
  const filterGradient = (x: Out, dy: Out, out: number) =>
    graph.op('Conv2DBackpropFilter', [x, graph.ints([k, k, channels, out]), dy], attributes);
  const inputGradient = (x: Out, kernel: Out, dy: Out) => {
    const shape = graph.op('Shape', [x], { T: float, out_type: int32 });
    return graph.op('Conv2DBackpropInput', [shape, kernel, dy], attributes);
  };
  if (input.shared || trials === 1) {
    const kernel = filterGradient(input.out, gradient.out, filters * trials);
    if (!wantsInput) return { weights: { kernel, bias } };
    return {
      weights: { kernel, bias },
      input: { out: inputGradient(input.out, weights.kernel, gradient.out) },
    };
  }
  const each = eachTrial(graph, trials, input.out, weights.kernel, gradient.out) as [Out, Out, Out][];
  const kernel = graph.concat(
    each.map(([x, , dy]) => filterGradient(x, dy, filters)),
    3,
  );
  const out = graph.concat(
    each.map(([x, own, dy]) => inputGradient(x, own, dy)),
    3,
  );
  return { weights: { kernel, bias }, input: { out } };
}

function denseForward({ graph, trials }: Place, input: Flow, { kernel, bias }: LayerWeights): Flow {
  if (trials === 1) {
    const product = graph.op('MatMul', [input.out, kernel]);
    return { out: graph.op('BiasAdd', [product, bias]), shared: false };
  }
  const product = graph.op('BatchMatMulV2', [batched(graph, input), kernel]);
  return { out: graph.op('AddV2', [product, bias]), shared: false };
}

function denseBackward(
  { graph, trials }: Place,
  input: Flow,
  { kernel }: LayerWeights,
  { out: dz }: Gradient,
  wantsInput: boolean,
) {
  const yes = { bool: true };
  if (trials === 1) {
    const weights = {
      kernel: graph.op('MatMul', [input.out, dz], { T: float, transpose_a: yes }),
      bias: graph.op('BiasAddGrad', [dz]),
    };
    if (!wantsInput) return { weights };
    return { weights, input: { out: graph.op('MatMul', [dz, kernel], { T: float, transpose_b: yes }) } };
  }
  const weights = {
    kernel: graph.op('BatchMatMulV2', [batched(graph, input), dz], { T: float, adj_x: yes }),
    bias: graph.reduce('Sum', dz, [1], true),
  };
  if (!wantsInput) return { weights };
  return { weights, input: { out: graph.op('BatchMatMulV2', [dz, kernel], { T: float, adj_y: yes }) } };
}

/** A shared input as [1, n, features], which a batched product repeats for every trial. */
function batched(graph: GraphBuilder, { out, shared }: Flow): Out {
  if (!shared) return out;
  return graph.op('ExpandDims', [out, graph.constant([0], [], 'int32')], { T: float, Tdim: int32 });
}

function flattenForward(
  { graph, trials }: Place,
  { input: [h, w, c] }: OperationOf<'flatten'>,
  { out, shared }: Flow,
): Flow {
  if (shared || trials === 1) return { out: graph.reshape(out, [-1, h * w * c]), shared };
  const apart = graph.transpose(graph.reshape(out, [-1, h * w, trials, c]), [2, 0, 1, 3]);
  return { out: graph.reshape(apart, [trials, -1, h * w * c]), shared };
}

function flattenBackward(
  { graph, trials }: Place,
  { input: [h, w, c] }: OperationOf<'flatten'>,
  { out }: Gradient,
): Gradient {
  if (trials === 1) return { out: graph.reshape(out, [-1, h, w, c]) };
  const apart = graph.transpose(graph.reshape(out, [trials, -1, h * w, c]), [1, 2, 0, 3]);
  return { out: graph.reshape(apart, [-1, h, w, trials * c]) };
}
