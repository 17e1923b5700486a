import type { Value } from '../../ir/form.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float } from '../graph/operation.ts';
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
  // Its variance is divided by one less than the number of values; what it keeps for the way back is not.
  return [fromImages(graph, out, value), `${out}:3`, `${out}:4`];
};

/** Reads what the operation itself has left for its gradient, by the names of the mean and the variance. */
export const batchNormGradientRule: Rule = ({ graph, node, inputs: [x, gamma, mean, variance, dy] }) => {
  const [value] = node.inputs as [Value];
  const [images, gradient] = [x!, dy!].map((each) => asImages(graph, each, value)) as [Out, Out];
  const kept = `${mean!.split(':')[0]}:5`;
  const inputs = [gradient, images, gamma!, mean!, variance!, kept];
  const out = graph.op('FusedBatchNormGradV3', inputs, attributesOf(node));
  return [fromImages(graph, out, value), `${out}:1`, `${out}:2`];
};
