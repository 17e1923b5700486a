import * as tf from '@tensorflow/tfjs-core';
import type { ShapedLayer } from '../../../proto/model.ts';
import type { Layer } from '../../../proto/study.ts';
import { activate, activateGradient } from './activation.ts';
import type { PackedLayer } from './packing.ts';

/**
 * Forward and backward of each kind of layer for a pack of P trials, written out instead of recorded by a tape: nothing that
 * is not needed is kept, and no gradient of the input batch is computed.
 *
 * Images of a pack are [n, h, w, P·channels] (trial after trial along the channels), flat values [P, n, features]. Before
 * the first layer with weights all trials share one value: [n, h, w, channels] or [n, features], `shared` says so.
 */
export interface Flow {
  readonly value: tf.Tensor;
  readonly shared: boolean;
}

/** What a forward pass leaves for the backward pass of the same layer. */
export interface Step {
  readonly input: Flow;
  readonly output: Flow;
}

export interface Gradients {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

type Conv = Extract<Layer, { kind: 'conv2d' }>;
type Dense = Extract<Layer, { kind: 'dense' }>;
type Pool = Extract<Layer, { kind: 'maxPool2d' }>;

const perTrial = (x: tf.Tensor, trials: number) => tf.split(x, trials, -1) as tf.Tensor4D[];

/** Runs one layer on all trials. */
export function forward(
  { layer, output }: ShapedLayer,
  input: Flow,
  weights: PackedLayer | undefined,
  trials: number,
): Flow {
  if (layer.kind === 'conv2d') return convForward(layer, input, weights!, trials);
  if (layer.kind === 'dense') return denseForward(layer, input, weights!);
  if (layer.kind === 'maxPool2d') {
    const value = tf.maxPool(input.value as tf.Tensor4D, layer.size, layer.size, 'valid');
    return { value, shared: input.shared };
  }
  return flattenForward(input, output[0]!, trials);
}

function convForward(layer: Conv, input: Flow, { kernel, bias }: PackedLayer, trials: number): Flow {
  const x = input.value as tf.Tensor4D;
  const filter = kernel as tf.Tensor as tf.Tensor4D;
  if (input.shared || trials === 1) {
    const activation = layer.activation === 'relu' ? 'relu' : 'linear';
    const fused = tf.fused.conv2d({ x, filter, strides: 1, pad: layer.padding, bias, activation });
    return { value: activation === 'relu' ? fused : activate(fused, layer.activation), shared: false };
  }
  const filters = perTrial(filter, trials);
  const parts = perTrial(x, trials).map((part, p) => tf.conv2d(part, filters[p]!, 1, layer.padding));
  return { value: activate(tf.add(tf.concat(parts, -1), bias), layer.activation), shared: false };
}

function denseForward(layer: Dense, input: Flow, { kernel, bias }: PackedLayer): Flow {
  const x = input.shared ? tf.expandDims(input.value, 0) : input.value;
  const z = tf.add(tf.matMul(x, kernel), bias);
  return { value: activate(z, layer.activation), shared: false };
}

function flattenForward(input: Flow, features: number, trials: number): Flow {
  const { value, shared } = input;
  const n = value.shape[0]!;
  if (value.rank !== 4) return input;
  if (shared || trials === 1) {
    return { value: tf.reshape(value, shared ? [n, features] : [1, n, features]), shared };
  }
  const [, h, w, c] = value.shape as [number, number, number, number];
  const split = tf.reshape(value, [n, h * w, trials, c / trials]);
  return { value: tf.reshape(tf.transpose(split, [2, 0, 1, 3]), [trials, n, features]), shared };
}

/**
 * Runs one layer backwards: from the gradient of its output to the gradients of its weights and, unless the input is
 * shared by the trials (then nothing before it has weights), of its input. For the last layer `dy` is the gradient of the logits.
 */
export function backward(
  { layer }: ShapedLayer,
  { input, output }: Step,
  dy: tf.Tensor,
  weights: PackedLayer | undefined,
  trials: number,
): { readonly dx?: tf.Tensor; readonly gradients?: Gradients } {
  if (layer.kind === 'conv2d') return convBackward(layer, { input, output }, dy, weights!, trials);
  if (layer.kind === 'dense') return denseBackward(layer, { input, output }, dy, weights!);
  if (input.shared) return {};
  if (layer.kind === 'maxPool2d') return { dx: poolBackward(layer, { input, output }, dy) };
  return { dx: flattenBackward(input.value, dy, trials) };
}

function convBackward(
  layer: Conv,
  { input, output }: Step,
  dy: tf.Tensor,
  weights: PackedLayer,
  trials: number,
) {
  const dz = activateGradient(dy, output.value, layer.activation) as tf.Tensor4D;
  const x = input.value as tf.Tensor4D;
  const shape = weights.kernel.shape as [number, number, number, number];
  const bias = tf.sum(dz, [0, 1, 2]);
  if (input.shared || trials === 1) {
    const gradients = { kernel: filterGradient(x, dz, shape, layer.padding), bias };
    if (input.shared) return { gradients };
    return {
      dx: inputGradient(x.shape, dz, weights.kernel as tf.Tensor as tf.Tensor4D, layer.padding),
      gradients,
    };
  }
  const own: typeof shape = [shape[0], shape[1], shape[2], shape[3] / trials];
  const xs = perTrial(x, trials);
  const dzs = perTrial(dz, trials);
  const filters = perTrial(weights.kernel, trials);
  const kernel = tf.concat(
    xs.map((part, p) => filterGradient(part, dzs[p]!, own, layer.padding)),
    -1,
  );
  const dx = tf.concat(
    xs.map((part, p) => inputGradient(part.shape, dzs[p]!, filters[p]!, layer.padding)),
    -1,
  );
  return { dx, gradients: { kernel, bias } };
}

function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: [number, number, number, number],
  pad: 'valid' | 'same',
): tf.Tensor {
  const attrs: tf.Conv2DBackpropFilterAttrs = {
    strides: 1,
    pad,
    dataFormat: 'NHWC',
    dimRoundingMode: undefined as never,
    filterShape,
  };
  return tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attrs as never) as tf.Tensor;
}

const inputGradient = (
  shape: [number, number, number, number],
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  pad: 'valid' | 'same',
) => tf.conv2dTranspose(dy, filter, shape, 1, pad);

function denseBackward(layer: Dense, { input, output }: Step, dy: tf.Tensor, { kernel }: PackedLayer) {
  const dz = activateGradient(dy, output.value, layer.activation);
  const x = input.shared ? tf.expandDims(input.value, 0) : input.value;
  const trials = kernel.shape[0]!;
  // A shared input is [1, in, n]; matMul repeats it for every trial.
  const gradients = {
    kernel: tf.matMul(tf.transpose(x, [0, 2, 1]), dz),
    bias: tf.reshape(tf.sum(dz, 1), [trials, 1, layer.units]),
  };
  if (input.shared) return { gradients };
  return { dx: tf.matMul(dz, tf.transpose(kernel as tf.Tensor, [0, 2, 1])), gradients };
}

function poolBackward(layer: Pool, { input, output }: Step, dy: tf.Tensor): tf.Tensor {
  const attrs = { filterSize: layer.size, strides: layer.size, pad: 'valid' };
  const inputs = { dy, input: input.value, output: output.value };
  return tf.engine().runKernel(tf.MaxPoolGrad, inputs, attrs as never) as tf.Tensor;
}

function flattenBackward(input: tf.Tensor, dy: tf.Tensor, trials: number): tf.Tensor {
  if (input.rank !== 4 || trials === 1) return tf.reshape(dy, input.shape);
  const [n, h, w, c] = input.shape as [number, number, number, number];
  const split = tf.reshape(dy, [trials, n, h * w, c / trials]);
  return tf.reshape(tf.transpose(split, [1, 2, 0, 3]), [n, h, w, c]);
}
