import { interpret } from '../../engines/ir/interpreter.ts';
import { input } from '../../engines/ir/leaves.ts';
import { activate } from '../../engines/layers/activation.ts';
import { shapeModel, weightedLayers } from '../../engines/model.ts';
import type { Activation, Layer } from '../../engines/network.ts';
import type { ArmSettings } from '../../study/study.ts';

/** A rule for the variance of first weights. */
export type Formula = 'glorot' | 'he';

/** Variance of a layer's weights under each: 2 / (fan in + fan out), and 2 / fan in. */
const WEIGHT_VARIANCE: Readonly<Record<Formula, (fanIn: number, fanOut: number) => number>> = {
  glorot: (fanIn, fanOut) => 2 / (fanIn + fanOut),
  he: (fanIn) => 2 / fanIn,
};

/**
 * The variance that theory expects behind each layer with weights, before the first step. A sum over fan-in
 * inputs with independent, centred weights has the variance fan in × Var(weight) × E[input²], whatever the
 * inputs are; behind the activation it is what a normal sum would become there. Poolings are passed over: the
 * theory has none. Of a network with other parts (a residual, a normalisation) it says nothing: there are no
 * variances then. Where only hidden layers get the initializer, the last one has Glorot's, as in training.
 * `input`: mean and variance of what goes into the first layer.
 *
 * Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks; He et
 * al. 2015, Delving deep into rectifiers. Pure.
 */
export function expectedVariances(
  { model, initialize }: Pick<ArmSettings, 'model' | 'initialize'>,
  inputShape: readonly number[],
  input: { readonly mean: number; readonly variance: number },
  formula: Formula,
): number[] {
  const weighted = weightedLayers(model, inputShape);
  const { layers } = shapeModel(model, inputShape);
  if (layers.length !== model.length || layers.some(({ layer }) => !isKnown(layer))) return [];
  let square = input.variance + input.mean ** 2;
  const variances: number[] = [];
  for (const position of layers.keys()) {
    const layer = weighted.find((candidate) => candidate.position === position);
    if (!layer) continue;
    const rule = layer.output && initialize === 'hidden' ? 'glorot' : formula;
    const sum = layer.fanIn * WEIGHT_VARIANCE[rule](layer.fanIn, layer.fanOut) * square;
    const behind = behindActivation(layer.activation, Math.sqrt(sum));
    variances.push(behind.variance);
    square = behind.variance + behind.mean ** 2;
  }
  return variances;
}

/** Layers that the theory has, or that it passes over. */
const isKnown = ({ kind }: Layer): boolean =>
  ['conv2d', 'dense', 'maxPool2d', 'averagePool2d', 'flatten'].includes(kind);

/** Mean and variance of f(z) for a normal z with mean 0: the midpoint rule over ± 8 standard deviations. */
function behindActivation(activation: Activation, stddev: number): { mean: number; variance: number } {
  const step = 1 / 256;
  const places = Float64Array.from({ length: 16 / step }, (_, at) => -8 + step / 2 + at * step);
  const values = activated(
    activation,
    places.map((u) => stddev * u),
  );
  let [mean, square] = [0, 0];
  for (const [at, u] of places.entries()) {
    const weight = (Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)) * step;
    mean += weight * values[at]!;
    square += weight * values[at]! * values[at]!;
  }
  return { mean, variance: square - mean * mean };
}

/** The last layer is looked at before its softmax. */
function activated(activation: Activation, sums: Float64Array): Float64Array {
  if (activation === 'linear' || activation === 'softmax') return sums;
  const z = input('z', { shape: [1], batched: true });
  const given = { examples: sums.length, inputs: { z: sums }, parameters: [] };
  return interpret([activate(z, activation)], given)[0]!;
}
