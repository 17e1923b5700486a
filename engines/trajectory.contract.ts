import { describe, expect, it } from 'vitest';
import { beyondChain } from './chain.ts';
import type { Batch, Program, Weights } from './engine.ts';
import {
  TRAJECTORIES,
  TRAJECTORY_START,
  type Trajectory,
  trajectoryBatches,
  trajectoryProgram,
} from './trajectory.samples.ts';

/** Trains a pack, and tells its losses, step by step, and its last weights. */
export type Trained = (
  program: Program,
  weights: readonly Weights[],
  batches: readonly Batch[],
) => Promise<{ readonly losses: readonly Float32Array[]; readonly weights: readonly Weights[] }>;

/** Holds training to a recorded trajectory. */
export async function follows(trajectory: Trajectory, trained: Trained): Promise<void> {
  const batches = trajectoryBatches(trajectory);
  const { losses, weights } = await trained(trajectoryProgram(trajectory), [TRAJECTORY_START], batches);
  for (const [step, loss] of trajectory.loss.entries())
    expect(Math.abs(losses[step]![0]! - loss), `loss of step ${step}`).toBeLessThan(2e-5);
  for (const [index, array] of trajectory.weights.entries())
    for (const [i, value] of array.entries())
      expect(Math.abs(weights[0]![index]![i]! - value), `array ${index}, value ${i}`).toBeLessThan(5e-5);
}

/**
 * The part of the engines' suite that holds each optimizer to Keras's trajectory of 20 steps. `forms`: the
 * options that a chain does not have, too.
 */
export function describeTrajectories({
  trained,
  forms,
}: {
  readonly trained: Trained;
  readonly forms: boolean;
}): void {
  describe("Keras's trajectories of 20 steps", () => {
    const own = TRAJECTORIES.filter(
      (each) => each.schedule === undefined && (forms || beyondChain(trajectoryProgram(each)).length === 0),
    );
    it.each(own)('$name', (trajectory) => follows(trajectory, trained));
  });
}
