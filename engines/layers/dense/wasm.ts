import { ACTIVATION_NUMBERS, isRelu } from '../../wasm/activations.ts';
import { type Bound, type Stage, type StageKernels, updatePart } from '../../wasm/stage.ts';
import { type Placed, volume } from '../shape.ts';
import type { Dense } from './settings.ts';

/**
 * A dense layer on the WebAssembly kernels: one kernel multiplies, one goes back and updates block by block.
 */
export function denseStage({ layer, input, output }: Placed<Dense>): Stage {
  const { units } = layer;
  return {
    input,
    output,
    weights: { kernel: volume(input) * units, bias: units },
    remembersWinners: false,
    // A block of rows of the kernel waits for its update.
    gradientWords: units * 16,
    // The gradient turned, in panels of 8 units; sums by lane; a panel of the kernel.
    scratch: (lanes) => [lanes * 8 * Math.ceil(units / 8), 4 * units, 128 * 16],
    bind: (bound) => bindDense(layer, volume(input), bound),
  };
}

function bindDense({ units, activation }: Dense, features: number, bound: Bound): StageKernels {
  const { kernels, buffers, input, gradient } = bound;
  const [turned, sums, panel] = buffers.scratch as [number, number, number];
  const relu = isRelu(activation);
  const kind = ACTIVATION_NUMBERS[activation]!;
  return {
    forward(weights, { lanes }) {
      const { kernel, bias } = weights!;
      kernels.denseForward(input, kernel, bias, buffers.output, panel, features, units, lanes, relu);
      if (!relu && kind !== 0) kernels.activate(buffers.output, units * lanes, kind);
    },
    backward(weights, { n, lanes }) {
      const dz = buffers.outputGradient;
      if (kind !== 0) kernels.activateGradient(dz, buffers.output, units * lanes, kind);
      const [s1, s2] = weights!.states;
      const dx = buffers.wantsInputGradient ? buffers.frameGradient : 0;
      const states = [s1?.kernel ?? 0, s2?.kernel ?? 0] as const;
      const sizes = [features, units, n, lanes] as const;
      kernels.denseBackward(input, weights!.kernel, dz, turned, dx, gradient, ...states, ...sizes);
      kernels.biasGradient(dz, gradient, sums, 1, units, lanes);
      updatePart(bound, weights!, 'bias', units);
    },
  };
}
