/** Where a pack's weights stand, and whether what a trial brings is of that size. */
import { FanoutError } from '../../proto/errors.ts';
import type { Weights } from '../engine.ts';
import type { Plan } from './plan.ts';
import type { Stage, WeightBuffers } from './stage.ts';

/** One trial's weights: for each stage their addresses, undefined for a stage without. */
export type TrialWeights = readonly (WeightBuffers | undefined)[];

/** The weights' addresses in an arena that begins at `base`: trials × stages. Pure. */
export function weightsAt({ stages, weights }: Plan, base: number): readonly TrialWeights[] {
  return weights.map((layers) => {
    const moved = layers.map(({ kernel, bias, states }) => ({
      kernel: base + kernel,
      bias: base + bias,
      states: states.map((state) => ({ kernel: base + state.kernel, bias: base + state.bias })),
    }));
    return stages.map(({ weights }) => (weights ? moved.shift() : undefined));
  });
}

/** The addresses of a trial's kernels and biases, in the order of `Weights`. Pure. */
export function pointersOf(weights: TrialWeights): number[] {
  return weights.flatMap((layer) => (layer === undefined ? [] : [layer.kernel, layer.bias]));
}

/** The lengths of kernels and biases, in the order of `Weights`. Pure. */
export function sizesOf(stages: readonly Stage[]): number[] {
  return stages.flatMap(({ weights }) => (weights ? [weights.kernel, weights.bias] : []));
}

/** The error to throw where a trial's weights are not the model's. Pure. */
export function misfitOf({ stages }: Plan, weights: readonly Weights[]): FanoutError | undefined {
  const wanted = sizesOf(stages).join(', ');
  for (const [trial, arrays] of weights.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found !== wanted) {
      const message = `trial ${trial} of the pack has weights of ${found} values; the model wants ${wanted}`;
      return new FanoutError('INTERNAL', message);
    }
  }
  return undefined;
}
