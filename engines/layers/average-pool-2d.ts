import { int32, type Operation, windows } from '../native/graph/operation.ts';
import type { Stage, StageKernels } from '../wasm/stage.ts';
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

/** The mean of each window, as the fused kernels of a chain have it: windows side by side. */
export type AveragePool2d = { readonly kind: 'averagePool2d'; readonly size: number };

export const averagePool2d: LayerDefinition = defineLayer<Pool>({
  kind: 'averagePool2d',
  description: 'The mean of each window of so many rows and columns.',
  schema: poolSchema,
  resolve: (entry) => resolvePool('averagePool2d', entry),
  shape: pooledShape,
  build: (placed, x) => buildPool('average', placed, x),
  chain: {
    takes: takesPool,
    exact: (placed, x) => poolExactly(placed as Placed<AveragePool2d>, x, meanOf),
    native: ({ layer }) => averageOperation(layer as AveragePool2d),
    wasm: (placed) => averageStage(placed as Placed<AveragePool2d>),
  },
});

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function averageOperation({ size }: AveragePool2d): Operation {
  return {
    forward: ({ graph }, input) => ({ ...input, out: graph.op('AvgPool', [input.out], windows(size)) }),
    backward({ graph }, { input }, gradient, wantsInput) {
      if (!wantsInput) return {};
      const shape = graph.op('Shape', [input.out], { T: { type: 'float' }, out_type: int32 });
      const out = graph.op('AvgPoolGrad', [shape, gradient.out], windows(size));
      return { input: { out, pooled: gradient.pooled ?? gradient.out } };
    },
  };
}

/** The average pooling of a chain on the WebAssembly kernels. */
function averageStage({ layer: { size }, input, output }: Placed<AveragePool2d>): Stage {
  const sizes = input as [number, number, number];
  return {
    input,
    output,
    remembersWinners: false,
    gradientWords: 0,
    scratch: () => [],
    bind: ({ kernels, buffers, input: from, inputGradient }): StageKernels => ({
      forward: (_, { lanes }) => kernels.averageForward(from, buffers.output, ...sizes, lanes, size),
      backward(_, { lanes }) {
        if (!buffers.wantsInputGradient) return;
        kernels.averageBackward(buffers.outputGradient, inputGradient, ...sizes, lanes, size);
      },
    }),
  };
}
