/**
 * Batch normalisation by what reads all values, which is each backend's own, and what follows value by value:
 * that becomes part of the elementwise chains around it.
 */
import { volume } from '../../layers/shape.ts';
import type { Node, Value } from '../form.ts';
import { constant, share } from '../leaves.ts';
import { add, divide, multiply, subtract } from '../operations/binary.ts';
import { rsqrt } from '../operations/unary.ts';
import type { Rewriting } from './rewrite.ts';

/** How a backend sums over all values of a channel. */
export interface ChannelSums {
  /** Mean and variance of each channel over the batch. */
  moments(x: Value): readonly [mean: Value, variance: Value];
  /** Sums of a gradient, and of it times value − mean. */
  normalSums(x: Value, mean: Value, dy: Value): readonly [gradient: Value, products: Value];
}

/** What a batchNorm and its gradient become. Pure. */
export const batchNormRules = (sums: ChannelSums): Readonly<Record<string, Rewriting>> => ({
  batchNorm: (node, inputs) => normalised(node, inputs, sums),
  batchNormGradient: (node, inputs) => normalisedBack(node, inputs, sums),
});

const scaleOf = (variance: Value, epsilon: number): Value => rsqrt(add(variance, constant(epsilon)));

function normalised(
  { attributes }: Node,
  [x, gamma, beta]: readonly Value[],
  { moments }: ChannelSums,
): Value[] {
  const { epsilon } = attributes as { readonly epsilon: number };
  const [mean, variance] = moments(x!);
  const factor = multiply(scaleOf(variance, epsilon), gamma!);
  return [add(multiply(subtract(x!, mean), factor), beta!), mean, variance];
}

function normalisedBack(
  { attributes }: Node,
  inputs: readonly Value[],
  { normalSums }: ChannelSums,
): Value[] {
  const { epsilon } = attributes as { readonly epsilon: number };
  const [x, gamma, mean, variance, dy] = inputs as [Value, Value, Value, Value, Value];
  const [dbeta, products] = normalSums(x, mean, dy);
  const scale = scaleOf(variance, epsilon);
  const dgamma = multiply(products, scale);
  const places = volume(x.shape) / x.shape.at(-1)!;
  const each = (sum: Value) => divide(multiply(sum, share()), constant(places));
  const [first, second] = [each(dbeta), multiply(each(dgamma), scale)];
  const centred = subtract(subtract(dy, first), multiply(subtract(x, mean), second));
  return [multiply(centred, multiply(scale, gamma)), dgamma, dbeta];
}
