import type { GraphBuilder, Out } from './builder.ts';

/**
 * Softmax cross-entropy of a group's logits, [n, classes] or [G, n, classes], against classes [n], as Keras
 * computes it: without clipping.
 */
export interface Loss {
  /** [G, n]. */
  readonly perExample: Out;
  /** Gradient of the sum of the losses, like the logits. */
  readonly gradient: Out;
}

const float = { type: 'float' } as const;
const int32 = { type: 'int32' } as const;

export function crossEntropy(
  graph: GraphBuilder,
  logits: Out,
  labels: Out,
  trials: number,
  classes: number,
): Loss {
  const rows = graph.reshape(logits, [-1, classes]);
  const own =
    trials === 1 ? labels : graph.op('Tile', [labels, graph.ints([trials])], { T: int32, Tmultiples: int32 });
  const losses = graph.op('SparseSoftmaxCrossEntropyWithLogits', [rows, own], { T: float, Tlabels: int32 });
  const gradient = `${losses}:1`;
  return {
    perExample: graph.reshape(losses, [trials, -1]),
    gradient: trials === 1 ? gradient : graph.reshape(gradient, [trials, -1, classes]),
  };
}

/**
 * How many examples each trial gets right, [G], as floats. The lowest class wins a tie, and where a logit is
 * NaN.
 */
export function countCorrect(
  graph: GraphBuilder,
  logits: Out,
  labels: Out,
  trials: number,
  classes: number,
): Out {
  const rows = graph.reshape(logits, [trials, -1, classes].slice(trials === 1 ? 1 : 0));
  const axis = graph.constant([trials === 1 ? 1 : 2], [], 'int32');
  const best = graph.op('ArgMax', [rows, axis], { T: float, Tidx: int32, output_type: int32 });
  const hits = graph.op('Equal', [best, labels], { T: int32 });
  const counted = graph.op('Cast', [hits], { SrcT: { type: 'bool' }, DstT: float });
  return graph.reduce('Sum', graph.reshape(counted, [trials, -1]), [1]);
}
