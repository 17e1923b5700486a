import * as tf from '@tensorflow/tfjs-core';
import type { WeightedLayer } from '../../../proto/model.ts';
import type { Weights } from '../engine.ts';

/**
 * How a pack's weights stand in one tensor for each layer.
 *
 * A convolution's kernel is [kh, kw, in, P·out]: trial p owns the out channels p·out … (p+1)·out − 1, its bias is [P·out].
 * A dense layer's kernel is [P, in, out], its bias [P, 1, out].
 */
export interface PackedLayer {
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable;
}

const isConvolution = (layer: WeightedLayer) => layer.kernelShape.length === 4;

/** Weave the trials' convolution weights: rows of `units` values, trial after trial. */
function weave(parts: readonly Float32Array[], units: number): Float32Array {
  const rows = parts[0]!.length / units;
  const woven = new Float32Array(rows * units * parts.length);
  for (const [trial, part] of parts.entries()) {
    for (let row = 0; row < rows; row++) {
      woven.set(part.subarray(row * units, (row + 1) * units), (row * parts.length + trial) * units);
    }
  }
  return woven;
}

function unweave(woven: Float32Array, trial: number, trials: number, units: number): Float32Array {
  const part = new Float32Array(woven.length / trials);
  for (let row = 0; row * units < part.length; row++) {
    const from = (row * trials + trial) * units;
    part.set(woven.subarray(from, from + units), row * units);
  }
  return part;
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Puts each layer's weights of all trials into one pair of variables; the caller disposes them. */
export function packWeights(layers: readonly WeightedLayer[], weights: readonly Weights[]): PackedLayer[] {
  const trials = weights.length;
  return layers.map((layer, index) => {
    const kernels = weights.map((trial) => trial[2 * index]!);
    const biases = weights.map((trial) => trial[2 * index + 1]!);
    const convolution = isConvolution(layer);
    const [kernel, bias] = tf.tidy(() =>
      convolution
        ? [
            tf.tensor(weave(kernels, layer.units), [...layer.kernelShape.slice(0, 3), trials * layer.units]),
            tf.tensor(concat(biases), [trials * layer.units]),
          ]
        : [
            tf.tensor(concat(kernels), [trials, ...layer.kernelShape]),
            tf.tensor(concat(biases), [trials, 1, layer.units]),
          ],
    ) as [tf.Tensor, tf.Tensor];
    const packed = { kernel: tf.variable(kernel), bias: tf.variable(bias) };
    tf.dispose([kernel, bias]);
    return packed;
  });
}

/** One trial's weights in Keras's layouts; synchronises. */
export function unpackWeights(
  layers: readonly WeightedLayer[],
  packed: readonly PackedLayer[],
  trial: number,
  trials: number,
): Weights {
  return layers.flatMap((layer, index) => {
    const { kernel, bias } = packed[index]!;
    return [kernel, bias].map((variable) => {
      const values = variable.dataSync() as Float32Array;
      const share = values.length / trials;
      return isConvolution(layer)
        ? unweave(values, trial, trials, layer.units)
        : values.slice(trial * share, (trial + 1) * share);
    });
  });
}

/** The largest absolute value of one trial's share of a layer's gradients: [trials] numbers. NaN where any is NaN. */
export function reachOfTrials(
  layer: WeightedLayer,
  gradient: { readonly kernel: tf.Tensor; readonly bias: tf.Tensor },
  trials: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const largest = [gradient.kernel, gradient.bias].map((values) => {
      const split = isConvolution(layer)
        ? tf.max(tf.reshape(tf.abs(values), [-1, trials, layer.units]), [0, 2])
        : tf.max(tf.reshape(tf.abs(values), [trials, -1]), 1);
      return split as tf.Tensor1D;
    });
    return tf.maximum(largest[0]!, largest[1]!);
  });
}

/** The Euclidean norm of one trial's share of a layer's gradients: [trials] numbers. */
export function normOfTrials(
  layer: WeightedLayer,
  gradient: { readonly kernel: tf.Tensor; readonly bias: tf.Tensor },
  trials: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const squares = [gradient.kernel, gradient.bias].map((values) =>
      isConvolution(layer)
        ? tf.sum(tf.reshape(tf.square(values), [-1, trials, layer.units]), [0, 2])
        : tf.sum(tf.reshape(tf.square(values), [trials, -1]), 1),
    );
    return tf.sqrt(tf.add(squares[0]!, squares[1]!)) as tf.Tensor1D;
  });
}
