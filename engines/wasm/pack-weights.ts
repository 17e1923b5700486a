/** Where the weights of a pack stand, and how long their arrays are. */
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

/**
 * What the optimizer keeps for a trial: the address of each array and its length, layer by layer, state by
 * state. `sizes`: as `sizesOf` has them. Pure.
 */
export function keptOf(
  weights: TrialWeights,
  sizes: readonly number[],
): readonly (readonly [number, number])[] {
  const layers = weights.filter((layer) => layer !== undefined);
  return layers.flatMap(({ states }, index) =>
    states.flatMap(({ kernel, bias }) => [
      [kernel, sizes[2 * index]!] as const,
      [bias, sizes[2 * index + 1]!] as const,
    ]),
  );
}

/** The lengths of kernels and biases, in the order of `Weights`. Pure. */
export function sizesOf(stages: readonly Stage[]): number[] {
  return stages.flatMap(({ weights }) => (weights ? [weights.kernel, weights.bias] : []));
}
