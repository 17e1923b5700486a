import type { GraphBuilder, Out } from '../../native/graph/builder.ts';
import {
  type Flow,
  float,
  type Gradient,
  int32,
  type Operation,
  type Place,
  type Step,
} from '../../native/graph/operation.ts';
import type { Placed } from '../shape.ts';
import type { Dense } from './settings.ts';

/** A dense layer in a TensorFlow graph. */
export function denseOperation({ layer }: Placed<Dense>): Operation {
  return {
    weighted: { activation: layer.activation, image: false },
    forward({ graph, trials }, input, weights) {
      const { kernel, bias } = weights!;
      if (trials === 1) {
        const product = graph.op('MatMul', [input.out, kernel]);
        return { out: graph.op('BiasAdd', [product, bias]), shared: false };
      }
      const product = graph.op('BatchMatMulV2', [batched(graph, input), kernel]);
      return { out: graph.op('AddV2', [product, bias]), shared: false };
    },
    backward: denseBackward,
  };
}

function denseBackward(
  { graph, trials }: Place,
  { input, weights: own }: Step,
  { out: dz }: Gradient,
  wantsInput: boolean,
) {
  const yes = { bool: true };
  const { kernel } = own!;
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
