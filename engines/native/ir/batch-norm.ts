import type { Value } from '../../ir/form.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float, int32 } from '../graph/operation.ts';
import { graphShape, type Rule } from './lowering.ts';

const attributesOf = (node: { readonly attributes: object }) => ({
  T: float,
  U: float,
  epsilon: { float: (node.attributes as { readonly epsilon: number }).epsilon },
  is_training: { bool: true },
});

/** TensorFlow normalises images: a list is an image of one place. */
const asImages = (graph: GraphBuilder, x: Out, { shape }: Value) =>
  shape.length === 3 ? x : graph.reshape(x, [-1, 1, 1, shape.at(-1)!]);

const fromImages = (graph: GraphBuilder, y: Out, value: Value) =>
  value.shape.length === 3 ? y : graph.reshape(y, graphShape(value));

export const batchNormRule: Rule = ({ graph, node, inputs: [x, gamma, beta] }) => {
  const [value] = node.inputs as [Value];
  const none = () => graph.constant([], [0]);
  const inputs = [asImages(graph, x!, value), gamma!, beta!, none(), none()];
  const out = graph.op('FusedBatchNormV3', inputs, attributesOf(node));
  const variance = graph.op('Mul', [`${out}:2`, biased(graph, inputs[0]!, value.shape.at(-1)!)]);
  return [fromImages(graph, out, value), `${out}:3`, variance];
};

/**
 * The operation's variance is divided by the number N of values less one: (N − 1) / N makes it that of N.
 * What it keeps for the way back will not do: on a GPU that is another number.
 */
function biased(graph: GraphBuilder, images: Out, channels: number): Out {
  const size = graph.op('Size', [images], { T: float, out_type: int32 });
  const values = graph.op('Cast', [size], { SrcT: int32, DstT: float });
  return graph.op('Sub', [graph.constant([1]), graph.op('RealDiv', [graph.constant([channels]), values])]);
}

/** Reads what the operation itself has left for its gradient, by the name of the mean. */
export const batchNormGradientRule: Rule = ({ graph, node, inputs: [x, gamma, mean, , dy] }) => {
  const [value] = node.inputs as [Value];
  const [images, gradient] = [x!, dy!].map((each) => asImages(graph, each, value)) as [Out, Out];
  const kept = [3, 4, 5].map((output) => `${mean!.split(':')[0]}:${output}`);
  const inputs = [gradient, images, gamma!, ...kept];
  const out = graph.op('FusedBatchNormGradV3', inputs, attributesOf(node));
  return [fromImages(graph, out, value), `${out}:1`, `${out}:2`];
};
