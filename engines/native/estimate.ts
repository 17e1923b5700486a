import type { Program } from '../engine.ts';
import { countParameters, shapeModel } from '../model.ts';
import { statesOf } from '../optimizers/registry.ts';

/** Examples that one evaluation pass takes at once. */
export const EVALUATION_BATCH = 256;

/** What TensorFlow keeps for a graph whatever its size. */
const FIXED_BYTES = 4_000_000;

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1);

/**
 * Bytes of a pack's weights (kernels, biases, gamma, beta, moving statistics) and of what the optimizer keeps
 * for those that it trains. Pure.
 */
export function weightBytes({ model, inputShape, optimizer }: Program, trials: number): number {
  const { trainable, others } = countParameters(model, inputShape);
  return 4 * trials * (trainable * (1 + statesOf(optimizer)) + others);
}

/**
 * Upper bound of the bytes that a pack holds at once, where `together` of its trials run at a time. Pure.
 *
 * Counted: the weights with the optimizer's state; of the trials that run, the gradients of the weights and
 * one copy; for a training step every layer's output, its gradient and the copies in the layout that the fast
 * kernels want; for an evaluation every layer's output and its copy.
 */
export function estimateNativeBytes(program: Program, trials: number, together: number): number {
  const { layers } = shapeModel(program.model, program.inputShape);
  const outputs = layers.reduce((total, { output }) => total + product(output), 0);
  const inputs = 3 * product(program.inputShape);
  const { trainable, others } = countParameters(program.model, program.inputShape);
  const parameters = 4 * together * (trainable + others);
  const training = program.batchSize * (inputs + 4 * together * outputs);
  const evaluation = EVALUATION_BATCH * (inputs + 2 * together * outputs);
  return weightBytes(program, trials) + 3 * parameters + 4 * Math.max(training, evaluation) + FIXED_BYTES;
}
