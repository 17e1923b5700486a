import type { GraphBuilder, Out } from '../../native/graph/builder.ts';
import {
  float,
  type Gradient,
  int32,
  type LayerWeights,
  type Operation,
  type Place,
  STRIDES,
  type Step,
} from '../../native/graph/operation.ts';
import type { Placed } from '../shape.ts';
import type { PlainConv2d as Conv2d } from './settings.ts';

/** A convolution in a TensorFlow graph. */
export function convOperation({ layer, input }: Placed<Conv2d>): Operation {
  const attributes = { T: float, strides: STRIDES, padding: { string: layer.padding.toUpperCase() } };
  return {
    weighted: { activation: layer.activation, image: true },
    forward({ graph, trials }, flow, weights) {
      const { kernel, bias } = weights!;
      // Over a shared input the trials' filters are simply more filters; else each trial has images of its
      // own.
      const sum =
        flow.shared || trials === 1
          ? graph.op('Conv2D', [flow.out, kernel], attributes)
          : graph.concat(
              eachTrial(graph, trials, flow.out, kernel).map((pair) => graph.op('Conv2D', pair, attributes)),
              3,
            );
      return { out: graph.op('BiasAdd', [sum, bias]), shared: false };
    },
    backward: (place, step, gradient, wantsInput) =>
      convBackward(place, { layer, channels: input[2]!, attributes }, step, gradient, wantsInput),
  };
}

/** Several tensors of images or filters, cut into the trials' channels: one list for each trial. */
function eachTrial(graph: GraphBuilder, trials: number, ...tensors: Out[]): Out[][] {
  const parts = tensors.map((tensor) => graph.split(tensor, trials, 3));
  return Array.from({ length: trials }, (_, trial) => parts.map((part) => part[trial]!));
}

interface Convolution {
  readonly layer: Conv2d;
  readonly channels: number;
  readonly attributes: Parameters<GraphBuilder['op']>[2] & object;
}

function convBackward(
  { graph, trials }: Place,
  { layer, channels, attributes }: Convolution,
  { input, weights }: Step,
  gradient: Gradient,
  wantsInput: boolean,
): { input?: Gradient; weights: LayerWeights } {
  const { kernel: k, filters } = layer;
  const bias = graph.op('BiasAddGrad', [gradient.pooled ?? gradient.out]);
  const filterGradient = (x: Out, dy: Out, out: number) =>
    graph.op('Conv2DBackpropFilter', [x, graph.ints([k, k, channels, out]), dy], attributes);
  const inputGradient = (x: Out, kernel: Out, dy: Out) => {
    const shape = graph.op('Shape', [x], { T: float, out_type: int32 });
    return graph.op('Conv2DBackpropInput', [shape, kernel, dy], attributes);
  };
  const own = weights!.kernel;
  if (input.shared || trials === 1) {
    const kernel = filterGradient(input.out, gradient.out, filters * trials);
    if (!wantsInput) return { weights: { kernel, bias } };
    return { weights: { kernel, bias }, input: { out: inputGradient(input.out, own, gradient.out) } };
  }
  const each = eachTrial(graph, trials, input.out, own, gradient.out) as [Out, Out, Out][];
  const kernel = graph.concat(
    each.map(([x, , dy]) => filterGradient(x, dy, filters)),
    3,
  );
  const out = graph.concat(
    each.map(([x, filter, dy]) => inputGradient(x, filter, dy)),
    3,
  );
  return { weights: { kernel, bias }, input: { out } };
}
