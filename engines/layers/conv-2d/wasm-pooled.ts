import { isRelu } from '../../wasm/activations.ts';
import { convPoolActivity } from '../../wasm/activity.ts';
import { type Bound, type Frame, type Stage, type StageKernels, updatePart } from '../../wasm/stage.ts';
import type { Placed } from '../shape.ts';
import type { PlainConv2d as Conv2d } from './settings.ts';

/** A first 3 × 3 convolution of one channel with the 2 × 2 pooling behind it, in one kernel each way. */
export function pooledStage({ layer, input, output }: Placed<Conv2d>, frame: Frame): Stage {
  const { filters } = layer;
  return {
    input,
    output,
    weights: { kernel: 9 * filters, bias: filters },
    frame,
    gatheredBy: 8,
    remembersWinners: true,
    gradientWords: 9 * filters,
    scratch: () => [4 * 10 * filters],
    bind: (bound) => bindPooled({ layer, input, output }, frame, bound),
    activity: (batch, scale, weights) =>
      convPoolActivity({ frame, filters, input, relu: layer.activation === 'relu' }, batch, scale, weights),
  };
}

function bindPooled({ layer, output: shape }: Placed<Conv2d>, frame: Frame, bound: Bound): StageKernels {
  const { kernels, buffers, gradient } = bound;
  const { filters } = layer;
  const [height, width] = shape as [number, number, number];
  const relu = isRelu(layer.activation);
  const { output, winners, outputGradient } = buffers;
  const sizes = [height, width, frame.height, frame.width, filters] as const;
  return {
    forward(weights, { lanes }) {
      const { kernel, bias } = weights!;
      kernels.convPoolForward(buffers.frame, kernel, bias, output, winners, ...sizes, lanes, relu);
    },
    backward(weights, { lanes }) {
      const bias = gradient + 9 * filters * 4;
      const [sums] = buffers.scratch as [number];
      const pointers = [buffers.frame, output, winners, outputGradient, gradient, bias, sums] as const;
      kernels.convPoolGradient(...pointers, ...sizes, lanes, relu);
      updatePart(bound, weights!, 'kernel', 9 * filters);
      updatePart({ ...bound, gradient: bias }, weights!, 'bias', filters);
    },
  };
}
