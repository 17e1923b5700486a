import type { Activation } from '../../network.ts';
import type { GraphBuilder, Out } from './builder.ts';
import type { Operation } from './operation.ts';

/**
 * TensorFlow's operations for an activation and its gradient, from the activation's own output; softmax is
 * left to the loss.
 */
const OPERATIONS: Readonly<Partial<Record<Activation, readonly [string, string]>>> = {
  relu: ['Relu', 'ReluGrad'],
  tanh: ['Tanh', 'TanhGrad'],
  sigmoid: ['Sigmoid', 'SigmoidGrad'],
};

/** Applies an activation. */
export function activate(graph: GraphBuilder, x: Out, activation: Activation): Out {
  const names = OPERATIONS[activation];
  return names === undefined ? x : graph.op(names[0], [x]);
}

/** An activation as an operation of its own; undefined where it is none. */
export function activationOperation(activation: Activation): Operation | undefined {
  const names = OPERATIONS[activation];
  if (names === undefined) return undefined;
  return {
    forward: ({ graph }, input) => ({ ...input, out: graph.op(names[0], [input.out]) }),
    backward({ graph }, { output }, { out }, wantsInput) {
      if (!wantsInput) return {};
      // relu's gradient comes before its output, those of the others behind it.
      const inputs = activation === 'relu' ? [out, output.out] : [output.out, out];
      return { input: { out: graph.op(names[1], inputs) } };
    },
  };
}
