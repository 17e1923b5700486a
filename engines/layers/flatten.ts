import { reshape } from '../ir/operations/reshape.ts';
import type { Operation } from '../native/graph/operation.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import { type Placed, volume } from './shape.ts';

/** An image as a list of its values, in Keras's order: row by row, the channels of a place together. */
export type Flatten = { readonly kind: 'flatten' };

export const flatten: LayerDefinition = defineLayer<Flatten>({
  kind: 'flatten',
  description: 'An image as a list of its values.',
  schema: null,
  resolve: () => ({ kind: 'flatten' }),
  shape: (_, input) => [volume(input)],
  build: ({ output }, x) => reshape(x, output),
  chain: {
    takes: () => true,
    exact: (_, x) => x,
    native: ({ input }) => (input.length === 3 ? flattenOperation({ input }) : undefined),
    // The kernels keep values in Keras's order already.
    wasm: () => undefined,
  },
});

function flattenOperation({ input }: Pick<Placed, 'input'>): Operation {
  const [h, w, c] = input as [number, number, number];
  return {
    forward({ graph, trials }, { out, shared }) {
      if (shared || trials === 1) return { out: graph.reshape(out, [-1, h * w * c]), shared };
      const apart = graph.transpose(graph.reshape(out, [-1, h * w, trials, c]), [2, 0, 1, 3]);
      return { out: graph.reshape(apart, [trials, -1, h * w * c]), shared };
    },
    backward({ graph, trials }, _, { out }, wantsInput) {
      if (!wantsInput) return {};
      if (trials === 1) return { input: { out: graph.reshape(out, [-1, h, w, c]) } };
      const apart = graph.transpose(graph.reshape(out, [trials, -1, h * w, c]), [1, 2, 0, 3]);
      return { input: { out: graph.reshape(apart, [-1, h, w, trials * c]) } };
    },
  };
}
