import { apply, type Operation, type Tensor, type Value } from '../form.ts';

type Attributes = { readonly epsilon: number };

/**
 * Batch normalisation of a training step (Ioffe and Szegedy, 2015) over everything but the last axis:
 * y = gamma (x − mean) / √(variance + epsilon) + beta. Its other outputs are mean and variance of each
 * channel over the batch, the variance divided by the number of values; they have no gradient of their own.
 */
export const batchNormOperation: Operation<Attributes> = {
  name: 'batchNorm',
  types: (_, [x]) => {
    const channels = { shape: [x!.shape.at(-1)!], batched: false };
    return [{ shape: x!.shape, batched: true }, channels, channels];
  },
  exact({ epsilon }, [x, gamma, beta]) {
    const { mean, variance } = moments(x!);
    const y = x!.data.map((value, at) => {
      const c = at % mean.length;
      return (gamma!.data[c]! * (value - mean[c]!)) / Math.sqrt(variance[c]! + epsilon) + beta!.data[c]!;
    });
    return [y, mean, variance];
  },
  gradient({ attributes, inputs: [x, gamma], outputs: [, mean, variance] }, [dy]) {
    if (dy === undefined) return [];
    return apply(batchNormGradientOperation, attributes, [x!, gamma!, mean!, variance!, dy]);
  },
};

/** From images, gamma, the batch's mean and variance, and the gradient of y to those of x, gamma and beta. */
export const batchNormGradientOperation: Operation<Attributes> = {
  name: 'batchNormGradient',
  types: (_, [x, gamma]) => {
    const channels = { shape: gamma!.shape, batched: false };
    return [{ shape: x!.shape, batched: true }, channels, channels];
  },
  exact({ epsilon }, [x, gamma, mean, variance, dy]) {
    const channels = mean!.data.length;
    const scale = variance!.data.map((value) => 1 / Math.sqrt(value + epsilon));
    const normal = x!.data.map((value, at) => (value - mean!.data[at % channels]!) * scale[at % channels]!);
    const [dgamma, dbeta] = [new Float64Array(channels), new Float64Array(channels)];
    for (const [at, gradient] of dy!.data.entries()) {
      dgamma[at % channels]! += gradient * normal[at]!;
      dbeta[at % channels]! += gradient;
    }
    const count = x!.data.length / channels;
    const dx = dy!.data.map((gradient, at) => {
      const c = at % channels;
      return (
        gamma!.data[c]! * scale[c]! * (gradient - dbeta[c]! / count - (normal[at]! * dgamma[c]!) / count)
      );
    });
    return [dx, dgamma, dbeta];
  },
};

function moments({ data, dims }: Tensor) {
  const channels = dims.at(-1)!;
  const count = data.length / channels;
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  for (const [at, value] of data.entries()) mean[at % channels]! += value / count;
  for (const [at, value] of data.entries())
    variance[at % channels]! += (value - mean[at % channels]!) ** 2 / count;
  return { mean, variance };
}

/** Values normalised, and the batch's mean and variance of each channel. */
export function batchNorm(x: Value, gamma: Value, beta: Value, epsilon: number) {
  const [y, mean, variance] = apply(batchNormOperation, { epsilon }, [x, gamma, beta]);
  return { y: y!, mean: mean!, variance: variance! };
}
