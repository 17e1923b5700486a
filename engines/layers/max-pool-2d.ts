import { type Operation, windows } from '../native/graph/operation.ts';
import type { Stage } from '../wasm/stage.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import {
  buildPool,
  type Pool,
  poolExactly,
  pooledShape,
  poolSchema,
  resolvePool,
  takesPool,
} from './pool.ts';
import type { Placed } from './shape.ts';

/** The largest value of each window, as the fused kernels of a chain have it: windows side by side. */
export type MaxPool2d = { readonly kind: 'maxPool2d'; readonly size: number };

export const maxPool2d: LayerDefinition = defineLayer<Pool>({
  kind: 'maxPool2d',
  description: 'The largest value of each window of so many rows and columns.',
  schema: poolSchema,
  resolve: (entry) => resolvePool('maxPool2d', entry),
  shape: pooledShape,
  build: (placed, x) => buildPool('max', placed, x),
  chain: {
    takes: takesPool,
    exact: (placed, x) => poolExactly(placed as Placed<MaxPool2d>, x, (values) => Math.max(...values)),
    native: ({ layer }) => maxPoolOperation(layer as MaxPool2d),
    wasm: (placed) => maxPoolStage(placed as Placed<MaxPool2d>),
  },
});

function maxPoolOperation({ size }: MaxPool2d): Operation {
  return {
    // The largest of a window is the same before and behind a relu, and so is who is given the gradient.
    commutesWithRelu: true,
    forward: ({ graph }, input) => ({ ...input, out: graph.op('MaxPool', [input.out], windows(size)) }),
    backward({ graph }, { input, output }, gradient, wantsInput) {
      if (!wantsInput) return {};
      const out = graph.op('MaxPoolGrad', [input.out, output.out, gradient.out], windows(size));
      return { input: { out, pooled: gradient.pooled ?? gradient.out } };
    },
  };
}

function maxPoolStage({ layer: { size }, input: shape, output }: Placed<MaxPool2d>): Stage {
  const sizes = shape as unknown as readonly [number, number, number];
  return {
    input: shape,
    output,
    remembersWinners: true,
    gradientWords: 0,
    scratch: () => [],
    bind: ({ kernels, buffers, input, inputGradient }) => ({
      forward(_, { lanes }) {
        kernels.poolForward(input, buffers.output, buffers.winners, ...sizes, lanes, size);
      },
      backward(_, { lanes }) {
        if (!buffers.wantsInputGradient) return;
        kernels.poolBackward(buffers.outputGradient, buffers.winners, inputGradient, ...sizes, lanes, size);
      },
    }),
  };
}
