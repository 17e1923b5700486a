/** What the variables of a pack hold of its trials: weights, and what the optimizer keeps. */
import { FanoutError } from '../../proto/errors.ts';
import type { PackProgress, Weights } from '../engine.ts';
import { keptMisfitOf } from '../weights-misfit.ts';
import type { Variable } from './graph/builder.ts';
import type { TrainedLayer } from './graph/trained-layer.ts';

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1);

/** A variable of a group, and the layer by whose shape its trials' parts lie in it. */
export interface Held {
  readonly layer: TrainedLayer['layer'];
  readonly variable: Variable;
}

/** The weights of a group, in the order of `Weights`. */
export const weightsIn = (layers: readonly TrainedLayer[]): Held[] =>
  layers.flatMap(({ layer, kernel, bias }) => [kernel, bias].map(({ variable }) => ({ layer, variable })));

/** What the optimizer keeps for a group, layer by layer. */
export const keptIn = (layers: readonly TrainedLayer[]): Held[] =>
  layers.flatMap(({ layer, kernel, bias }) =>
    [kernel, bias].flatMap(({ states }) => states.map((variable) => ({ layer, variable }))),
  );

/** Throws INTERNAL where a trial's weights, or what was kept of it, are not the model's. */
export function mustMatch(
  layers: readonly TrainedLayer[],
  weights: readonly Weights[],
  from: PackProgress | undefined,
): void {
  const lengths = layers.flatMap(({ layer, kernel, bias }) => [
    ...kernel.states.map(() => product(layer.kernelShape)),
    ...bias.states.map(() => layer.units),
  ]);
  const misfit = from && keptMisfitOf(lengths, from, weights.length);
  if (misfit !== undefined) throw misfit;
  const wanted = layers.flatMap(({ layer }) => [product(layer.kernelShape), layer.units]).join(', ');
  for (const [trial, arrays] of weights.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found === wanted) continue;
    const message = `trial ${trial} of the pack has weights of ${found} values; the model wants ${wanted}`;
    throw new FanoutError('INTERNAL', message);
  }
}
