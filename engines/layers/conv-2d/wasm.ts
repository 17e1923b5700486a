import { ACTIVATION_NUMBERS, isRelu } from '../../wasm/activations.ts';
import { type Bound, type Frame, type Stage, type StageKernels, updatePart } from '../../wasm/stage.ts';
import type { Placed, Shape } from '../shape.ts';
import type { PlainConv2d as Conv2d } from './settings.ts';
import { pooledStage } from './wasm-pooled.ts';

/** A convolution on the WebAssembly kernels, on an input with zeros around it. */
export function convStage({ layer, input, output }: Placed<Conv2d>): Stage {
  const { kernel, filters } = layer;
  const channels = input[2]!;
  const frame = frameOf(input, kernel, layer.padding);
  const weights = { kernel: kernel ** 2 * channels * filters, bias: filters };
  return {
    input,
    output,
    weights,
    frame,
    remembersWinners: false,
    gradientWords: Math.max(weights.kernel, weights.bias),
    // Sums by lane; to go further back the turned filters and the gradient with zeros around it.
    scratch(lanes, wantsInputGradient) {
      const sums = [4 * Math.max(weights.kernel, filters)];
      if (!wantsInputGradient) return sums;
      const around = 2 * (kernel - 1);
      const [rows, columns] = output as [number, number, number];
      return [...sums, weights.kernel, (rows + around) * (columns + around) * filters * lanes];
    },
    bind: (bound) => bindConv({ layer, input, output }, frame, bound),
    // Only a first convolution: the fused backward kernel gives no gradient of its input.
    absorb(next, pooledOutput, first) {
      const monotonic = layer.activation === 'relu' || layer.activation === 'linear';
      const pool = next.kind === 'maxPool2d' && next.size === 2;
      if (!first || !pool || !monotonic || kernel !== 3 || channels !== 1) return undefined;
      return pooledStage({ layer, input, output: pooledOutput }, frame);
    },
  };
}

function frameOf(input: Shape, kernel: number, padding: Conv2d['padding']): Frame {
  const more = padding === 'same' ? kernel - 1 : 0;
  const before = Math.floor(more / 2);
  return { height: input[0]! + more, width: input[1]! + more, top: before, left: before };
}

function bindConv({ layer, input: inner, output }: Placed<Conv2d>, frame: Frame, bound: Bound): StageKernels {
  const { kernels, buffers, input, inputGradient, gradient } = bound;
  const { filters, kernel: k, activation } = layer;
  const channels = inner[2]!;
  const [height, width] = output as [number, number, number];
  const relu = isRelu(activation);
  const kind = ACTIVATION_NUMBERS[activation]!;
  const [sums, turned, around] = buffers.scratch as [number, number, number];
  const sizes = [height, width, frame.width, channels, k, filters] as const;
  const area = [inner[0]!, inner[1]!] as const;
  const backIntoInput = (filter: number, lanes: number) => {
    const edge = k - 1;
    const wide = width + 2 * edge;
    const dz = buffers.outputGradient;
    kernels.flip(filter, turned, k, channels, filters);
    kernels.pad(dz, around, height, width, filters * lanes * 4, height + 2 * edge, wide, edge, edge);
    const turnedSizes = [frame.height, frame.width, wide, filters, k, channels] as const;
    kernels.convForward(around, turned, 0, buffers.frameGradient, ...turnedSizes, lanes, 0);
    if (buffers.frameGradient === inputGradient) return;
    const cut = [channels * lanes * 4, frame.width, frame.top, frame.left] as const;
    kernels.crop(buffers.frameGradient, inputGradient, ...area, ...cut);
  };
  return {
    forward(weights, { lanes }) {
      const { kernel, bias } = weights!;
      if (buffers.frame !== input) {
        const around = [channels * lanes * 4, frame.height, frame.width, frame.top, frame.left] as const;
        kernels.pad(input, buffers.frame, ...area, ...around);
      }
      kernels.convForward(buffers.frame, kernel, bias, buffers.output, ...sizes, lanes, relu);
      if (!relu && kind !== 0) kernels.activate(buffers.output, height * width * filters * lanes, kind);
    },
    backward(weights, { lanes }) {
      const dz = buffers.outputGradient;
      if (kind !== 0) kernels.activateGradient(dz, buffers.output, height * width * filters * lanes, kind);
      if (buffers.wantsInputGradient) backIntoInput(weights!.kernel, lanes);
      kernels.convFilterGradient(buffers.frame, dz, gradient, sums, ...sizes, lanes);
      updatePart(bound, weights!, 'kernel', k * k * channels * filters);
      kernels.biasGradient(dz, gradient, sums, height * width, filters, lanes);
      updatePart(bound, weights!, 'bias', filters);
    },
  };
}
