import { int32, type Operation, windows } from '../native/graph/operation.ts';
import type { Bound, Stage, StageKernels } from '../wasm/stage.ts';
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
import { type Placed, volume } from './shape.ts';

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

/**
 * Written here rather than as a kernel: a pooling has a few operations for each value, and takes little of a
 * step.
 */
function averageStage({ layer: { size }, input, output }: Placed<AveragePool2d>): Stage {
  return {
    input,
    output,
    remembersWinners: false,
    gradientWords: 0,
    scratch: () => [],
    bind: (bound) => bindAverage({ input, output, size }, bound),
  };
}

function bindAverage(
  { input: shape, output, size }: Pick<Placed, 'input' | 'output'> & { readonly size: number },
  { floats, buffers, input, inputGradient }: Bound,
): StageKernels {
  const [rows, columns, channels] = output as [number, number, number];
  const width = shape[1]!;
  const share = Math.fround(1 / (size * size));
  /**
   * Calls `visit` with the place of a window's row in the output, and of each of its cells in the input, in
   * values.
   */
  const eachCell = (row: number, visit: (window: number, cell: number) => void) => {
    for (let window = 0; window < rows * columns; window++) {
      const corner = Math.floor(window / columns) * size * width + (window % columns) * size;
      for (let cell = 0; cell < size * size; cell++)
        visit(window * row, (corner + Math.floor(cell / size) * width + (cell % size)) * row);
    }
  };
  return {
    forward(_, { lanes }) {
      const x = floats(input, volume(shape) * lanes);
      const y = floats(buffers.output, volume(output) * lanes).fill(0);
      const row = channels * lanes;
      eachCell(row, (window, cell) => {
        for (let at = 0; at < row; at++) y[window + at]! += x[cell + at]! * share;
      });
    },
    backward(_, { lanes }) {
      if (!buffers.wantsInputGradient) return;
      const dy = floats(buffers.outputGradient, volume(output) * lanes);
      const dx = floats(inputGradient, volume(shape) * lanes).fill(0);
      const row = channels * lanes;
      eachCell(row, (window, cell) => {
        for (let at = 0; at < row; at++) dx[cell + at] = dy[window + at]! * share;
      });
    },
  };
}
