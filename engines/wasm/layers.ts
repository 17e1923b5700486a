import type { Activation } from '../../proto/study.ts';
import type { Kernels } from './kernels.ts';
import type { Plan, StageBuffers, WeightBuffers } from './plan.ts';
import { type Stage, type StageOf, volume } from './stages.ts';

/** How many examples a pass has: `n` real ones on `lanes` lanes. */
export interface Extent {
  readonly n: number;
  readonly lanes: number;
}

/** A stage's work, with every address filled in but those of the trial's weights. */
export interface StageKernels {
  forward(weights: WeightBuffers | undefined, extent: Extent): void;
  /** From the gradient of the output to that of the input, and through the optimizer's rule into the weights. */
  backward(weights: WeightBuffers | undefined, extent: Extent): void;
}

const ACTIVATIONS: Record<Activation, number> = { linear: 0, relu: 1, tanh: 2, sigmoid: 3, softmax: 0 };
const isRelu = (activation: Activation) => (activation === 'relu' ? 1 : 0);

/** Binds a plan's stages to the kernels and to the address of the arena; the first stage reads the batch of `slot`. */
export function bindStages(
  kernels: Kernels,
  plan: Plan,
  base: number,
  slot: Plan['slots'][number],
): readonly StageKernels[] {
  return plan.stages.map((stage, index) => {
    const places = plan.buffers[index]!;
    const buffers = relocate(index === 0 ? { ...places, frame: slot.input } : places, base);
    const input = index === 0 ? base + slot.input : base + plan.buffers[index - 1]!.output;
    const inputGradient = index === 0 ? 0 : base + plan.buffers[index - 1]!.outputGradient;
    const bound = { kernels, buffers, input, inputGradient, gradient: base + plan.gradient };
    if (stage.kind === 'dense') return dense(stage, bound);
    if (stage.kind === 'pool') return pool(stage, bound);
    if (stage.kind === 'convPool') return convPool(stage, bound);
    return conv(stage, bound);
  });
}

interface Bound {
  readonly kernels: Kernels;
  readonly buffers: StageBuffers;
  readonly input: number;
  readonly inputGradient: number;
  readonly gradient: number;
}

function relocate(buffers: StageBuffers, base: number): StageBuffers {
  const { frame, output, winners, outputGradient, frameGradient, scratch } = buffers;
  return {
    ...buffers,
    frame: base + frame,
    output: base + output,
    winners: base + winners,
    outputGradient: base + outputGradient,
    frameGradient: base + frameGradient,
    scratch: scratch.map((offset) => base + offset),
  };
}

/** One optimizer step on a small kernel or bias whose gradient stands at `gradient`. */
function updatePart(
  { kernels, gradient }: Bound,
  weights: WeightBuffers,
  part: 'kernel' | 'bias',
  count: number,
): void {
  const [s1, s2] = weights.states;
  kernels.update(weights[part], gradient, s1?.[part] ?? 0, s2?.[part] ?? 0, count);
}

function dense(stage: StageOf<'dense'>, bound: Bound): StageKernels {
  const { kernels, buffers, input, gradient } = bound;
  const { units, activation } = stage;
  const features = volume(stage.input);
  const [turned, sums] = buffers.scratch as [number, number];
  const relu = isRelu(activation);
  const kind = ACTIVATIONS[activation];
  return {
    forward(weights, { lanes }) {
      const { kernel, bias } = weights!;
      kernels.denseForward(input, kernel, bias, buffers.output, features, units, lanes, relu);
      if (!relu && kind !== 0) kernels.activate(buffers.output, units * lanes, kind);
    },
    backward(weights, { n, lanes }) {
      const dz = buffers.outputGradient;
      if (kind !== 0) kernels.activateGradient(dz, buffers.output, units * lanes, kind);
      const [s1, s2] = weights!.states;
      const dx = buffers.wantsInputGradient ? buffers.frameGradient : 0;
      const states = [s1?.kernel ?? 0, s2?.kernel ?? 0] as const;
      kernels.denseBackward(
        input,
        weights!.kernel,
        dz,
        turned,
        dx,
        gradient,
        ...states,
        features,
        units,
        n,
        lanes,
      );
      kernels.biasGradient(dz, gradient, sums, 1, units, lanes);
      updatePart(bound, weights!, 'bias', units);
    },
  };
}

function pool(stage: StageOf<'pool'>, { kernels, buffers, input, inputGradient }: Bound): StageKernels {
  const [height, width, channels] = stage.input as [number, number, number];
  const sizes = [height, width, channels] as const;
  return {
    forward(_, { lanes }) {
      kernels.poolForward(input, buffers.output, buffers.winners, ...sizes, lanes, stage.size);
    },
    backward(_, { lanes }) {
      if (!buffers.wantsInputGradient) return;
      kernels.poolBackward(
        buffers.outputGradient,
        buffers.winners,
        inputGradient,
        ...sizes,
        lanes,
        stage.size,
      );
    },
  };
}

function convPool(stage: StageOf<'convPool'>, bound: Bound): StageKernels {
  const { kernels, buffers, gradient } = bound;
  const { filters, frame } = stage;
  const [height, width] = stage.output as [number, number, number];
  const relu = isRelu(stage.activation);
  const { output, winners, outputGradient } = buffers;
  const sizes = [height, width, frame.height, frame.width, filters] as const;
  return {
    forward(weights, { lanes }) {
      kernels.convPoolForward(
        buffers.frame,
        weights!.kernel,
        weights!.bias,
        output,
        winners,
        ...sizes,
        lanes,
        relu,
      );
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

function conv(stage: StageOf<'conv'>, bound: Bound): StageKernels {
  const { kernels, buffers, input, inputGradient, gradient } = bound;
  const { filters, kernel: k, channels, activation, frame } = stage;
  const [height, width] = stage.output as [number, number, number];
  const relu = isRelu(activation);
  const kind = ACTIVATIONS[activation];
  const [sums, turned, around] = buffers.scratch as [number, number, number];
  const weightCount = k * k * channels * filters;
  const sizes = [height, width, frame.width, channels, k, filters] as const;
  const inner = [stage.input[0]!, stage.input[1]!] as const;
  return {
    forward(weights, { lanes }) {
      if (buffers.frame !== input) {
        kernels.pad(
          input,
          buffers.frame,
          ...inner,
          channels * lanes * 4,
          frame.height,
          frame.width,
          frame.top,
          frame.left,
        );
      }
      kernels.convForward(
        buffers.frame,
        weights!.kernel,
        weights!.bias,
        buffers.output,
        ...sizes,
        lanes,
        relu,
      );
      if (!relu && kind !== 0) kernels.activate(buffers.output, height * width * filters * lanes, kind);
    },
    backward(weights, { lanes }) {
      const dz = buffers.outputGradient;
      if (kind !== 0) kernels.activateGradient(dz, buffers.output, height * width * filters * lanes, kind);
      if (buffers.wantsInputGradient) {
        const edge = k - 1;
        const wide = width + 2 * edge;
        kernels.flip(weights!.kernel, turned, k, channels, filters);
        kernels.pad(dz, around, height, width, filters * lanes * 4, height + 2 * edge, wide, edge, edge);
        const turnedSizes = [frame.height, frame.width, wide, filters, k, channels] as const;
        kernels.convForward(around, turned, 0, buffers.frameGradient, ...turnedSizes, lanes, 0);
        if (buffers.frameGradient !== inputGradient) {
          kernels.crop(
            buffers.frameGradient,
            inputGradient,
            ...inner,
            channels * lanes * 4,
            frame.width,
            frame.top,
            frame.left,
          );
        }
      }
      kernels.convFilterGradient(buffers.frame, dz, gradient, sums, ...sizes, lanes);
      updatePart(bound, weights!, 'kernel', weightCount);
      kernels.biasGradient(dz, gradient, sums, height * width, filters, lanes);
      updatePart(bound, weights!, 'bias', filters);
    },
  };
}

/** Whether a stage has weights. */
export const isWeighted = (stage: Stage): boolean => stage.kind !== 'pool';
