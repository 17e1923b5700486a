import { around, type Lowering } from './lowering.ts';

/** Softmax cross-entropy, and its gradient. */
export const lowerCrossEntropy: Lowering = (node, bufferOf) => {
  const own = around(node, bufferOf);
  const classes = node.inputs[0]!.shape[0]!;
  return [
    {
      ...own,
      bind({ kernels, at }) {
        const places = [...own.reads, ...own.writes].map(at);
        return (n) => kernels.crossEntropyOf(...places, n, classes);
      },
    },
  ];
};
