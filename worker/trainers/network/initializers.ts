import { type RuleName, ruleOf } from '../../../engines/initial-rules.ts';
import type { Initializer, InitializerName } from '../../../engines/initializers.ts';
import { firstValue } from '../../../engines/layers/parameter.ts';
import { volume } from '../../../engines/layers/shape.ts';
import { shapeModel, type WeightedLayer, weightedLayers } from '../../../engines/model.ts';
import type { Layer } from '../../../engines/network.ts';
import type { RandomStream } from './randomness.ts';

export interface WeightsSpec {
  readonly model: readonly Layer[];
  /** Shape of one example. */
  readonly inputShape: readonly number[];
  readonly initializer: Initializer;
  /** `hidden`: the output layer gets glorot_uniform, whatever the initializer. */
  readonly initialize: 'hidden' | 'all';
  /** The stream for a layer, by its name. */
  readonly stream: (layer: string) => RandomStream;
}

const GLOROT_UNIFORM: Initializer = { label: 'glorot_uniform', name: 'glorot_uniform', parameters: {} };

/**
 * Draws a trial's first weights: each parameter in the model's order and Keras's layouts. Kernels are drawn,
 * biases are 0; gamma and a moving variance are 1, beta and a moving mean 0; then comes the initializer's
 * rule, where it has one.
 */
export function drawWeights({
  model,
  inputShape,
  initializer,
  initialize,
  stream,
}: WeightsSpec): Float32Array[] {
  const last = weightedLayers(model, inputShape).at(-1)?.name;
  const { layers } = shapeModel(model, inputShape);
  const { rule } = ruleOf(initializer);
  const factors = rule?.(model, layers);
  return layers.flatMap(({ name, parameters }) => {
    const exempt = name === last && initialize === 'hidden';
    const chosen = exempt ? GLOROT_UNIFORM : initializer;
    const first = parameters.find(({ role }) => role === 'kernel');
    return parameters.map((parameter) => {
      const { shape, fanIn = 0, fanOut = 0 } = parameter;
      const factor = exempt ? 1 : (factors?.get(parameter) ?? 1);
      const value = firstValue(parameter);
      if (value !== undefined) return new Float32Array(volume(shape)).fill(value * factor);
      // A layer's first kernel goes by the layer's name, another one by its own too.
      const own = stream(parameter === first ? name : `${name}/${parameter.name}`);
      const drawn = drawKernel(chosen, { kernelShape: shape, fanIn, fanOut }, own);
      return factor === 1 ? drawn : drawn.map((weight) => weight * factor);
    });
  });
}

/**
 * A truncated normal of standard deviation 1, cut at ±2, has the standard deviation 0.8796…: Keras divides
 * the wanted one by it, so that the draw has the one of the formula (keras/src/initializers,
 * VarianceScaling). tfjs-layers does not.
 */
const STDDEV_OF_TRUNCATED_NORMAL = 0.87962566103423978;

/** One kernel, row-major, as Keras draws it: the same distributions, from the stream given. */
export function drawKernel(
  initializer: Initializer,
  layer: FannedKernel,
  stream: RandomStream,
): Float32Array {
  return drawn(ruleOf(initializer).kernels ?? initializer, layer, stream);
}

type FannedKernel = Pick<WeightedLayer, 'kernelShape' | 'fanIn' | 'fanOut'>;

function drawn(
  { name, parameters, choices }: Initializer,
  { fanIn, fanOut, kernelShape }: FannedKernel,
  stream: RandomStream,
): Float32Array {
  const kernel = new Float32Array(kernelShape.reduce((total, size) => total * size, 1));
  const fill = (draw: () => number) => {
    for (let index = 0; index < kernel.length; index++) kernel[index] = draw();
    return kernel;
  };
  const uniform = (min: number, max: number) => fill(() => min + (max - min) * stream.uniform());
  const truncated = (mean: number, stddev: number) => fill(() => mean + stddev * withinTwo(stream));
  const scaledNormal = (variance: number) => truncated(0, Math.sqrt(variance) / STDDEV_OF_TRUNCATED_NORMAL);
  const scaledUniform = (variance: number) => uniform(-Math.sqrt(3 * variance), Math.sqrt(3 * variance));
  const scaled = (variance: number) => {
    if (choices!.distribution === 'uniform') return scaledUniform(variance);
    if (choices!.distribution === 'truncated_normal') return scaledNormal(variance);
    return fill(() => Math.sqrt(variance) * stream.normal());
  };
  const { mean = 0, stddev = 0, min = 0, max = 0, value = 0, gain = 1 } = parameters;
  switch (name as Exclude<InitializerName, RuleName>) {
    case 'zeros':
      return kernel;
    case 'ones':
      return kernel.fill(1);
    case 'constant':
      return kernel.fill(value);
    case 'random_normal':
      return fill(() => mean + stddev * stream.normal());
    case 'random_uniform':
      return uniform(min, max);
    case 'truncated_normal':
      return truncated(mean, stddev);
    // Glorot & Bengio 2010: variance 2 / (fan in + fan out).
    case 'glorot_normal':
      return scaledNormal(2 / (fanIn + fanOut));
    case 'glorot_uniform':
      return scaledUniform(2 / (fanIn + fanOut));
    // He et al. 2015: variance 2 / fan in.
    case 'he_normal':
      return scaledNormal(2 / fanIn);
    case 'he_uniform':
      return scaledUniform(2 / fanIn);
    // LeCun et al. 1998: variance 1 / fan in.
    case 'lecun_normal':
      return scaledNormal(1 / fanIn);
    case 'lecun_uniform':
      return scaledUniform(1 / fanIn);
    case 'orthogonal':
      return orthogonal(kernel, kernelShape.at(-1)!, gain, stream);
    case 'variance_scaling':
      return scaled(parameters.scale! / fanOf(choices!.mode!, fanIn, fanOut));
    case 'identity':
      return inTheMiddle(kernel, kernelShape, (middle, columns) => diagonal(middle, columns, gain));
    case 'delta_orthogonal':
      return inTheMiddle(kernel, kernelShape, (middle, columns) => orthogonal(middle, columns, gain, stream));
  }
}

/** What Keras's VarianceScaling divides by. */
function fanOf(mode: string, fanIn: number, fanOut: number): number {
  return Math.max(1, mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2);
}

/** A standard normal, drawn again until it lies within ±2. */
function withinTwo(stream: RandomStream): number {
  let value = stream.normal();
  while (Math.abs(value) > 2) value = stream.normal();
  return value;
}

/**
 * Saxe et al. 2014: rows or columns, whichever are fewer, orthonormal, times the gain. Of a matrix of
 * standard normals, orthonormalised by modified Gram–Schmidt, twice, since once loses digits.
 */
function orthogonal(kernel: Float32Array, columns: number, gain: number, stream: RandomStream): Float32Array {
  const rows = kernel.length / columns;
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => stream.normal()));
  for (const [index, vector] of vectors.entries()) {
    for (let pass = 0; pass < 2; pass++)
      for (const earlier of vectors.slice(0, index)) removeComponent(vector, earlier);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < length; i++) vector[i]! /= norm;
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = rows >= columns ? vectors[column]![row]! : vectors[row]![column]!;
      kernel[row * columns + column] = gain * value;
    }
  }
  return kernel;
}

/**
 * Fills the matrix of inputs × outputs that a kernel has in its middle, and nothing else of it; a dense
 * layer's kernel is that matrix. So a convolution does at each place what the matrix does (Xiao et al. 2018,
 * delta-orthogonal; PyTorch's `dirac_`).
 */
function inTheMiddle(
  kernel: Float32Array,
  shape: readonly number[],
  draw: (middle: Float32Array, columns: number) => void,
): Float32Array {
  const [inputs, columns] = shape.slice(-2) as [number, number];
  const [height = 1, width = 1] = shape.slice(0, -2);
  const place = Math.floor(height / 2) * width + Math.floor(width / 2);
  const size = inputs * columns;
  draw(kernel.subarray(place * size, (place + 1) * size), columns);
  return kernel;
}

/** As Keras's Identity, of matrices that are not square too. */
function diagonal(matrix: Float32Array, columns: number, gain: number): void {
  for (let at = 0; at < Math.min(columns, matrix.length / columns); at++) matrix[at * columns + at] = gain;
}

function removeComponent(vector: Float64Array, direction: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= product * direction[i]!;
}
