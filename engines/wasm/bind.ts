import type { Kernels } from './kernels.ts';
import type { Plan } from './plan.ts';
import type { StageBuffers, StageKernels } from './stage.ts';

/**
 * Binds a plan's stages to the kernels and to the address of the arena; the first stage reads the batch of
 * `slot`.
 */
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
    return stage.bind({ kernels, buffers, input, inputGradient, gradient: base + plan.gradient });
  });
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
