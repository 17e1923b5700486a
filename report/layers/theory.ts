import { shapeModel, weightedLayers } from '../../engines/model.ts';
import type { Activation } from '../../engines/network.ts';
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
 * theory has none. Where only hidden layers get the initializer, the last one has Glorot's, as in training.
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
  let square = input.variance + input.mean ** 2;
  const variances: number[] = [];
  for (const position of shapeModel(model, inputShape).layers.keys()) {
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

const FUNCTIONS: Readonly<Record<Activation, (z: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  // The last layer is looked at before its softmax.
  softmax: (z) => z,
};

/** Mean and variance of f(z) for a normal z with mean 0: the midpoint rule over ± 8 standard deviations. */
function behindActivation(activation: Activation, stddev: number): { mean: number; variance: number } {
  const f = FUNCTIONS[activation];
  const step = 1 / 256;
  let [mean, square] = [0, 0];
  for (let u = -8 + step / 2; u < 8; u += step) {
    const weight = (Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI)) * step;
    const value = f(stddev * u);
    mean += weight * value;
    square += weight * value * value;
  }
  return { mean, variance: square - mean * mean };
}
