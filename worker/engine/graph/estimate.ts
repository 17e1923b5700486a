import { shapeModel, weightedLayers } from '../../../proto/model.ts';
import type { Program } from '../engine.ts';
import { EVALUATION_BATCH } from './trainer.ts';

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1);

/**
 * Upper bound of the bytes that a `GraphTrainer` of `trials` trials holds at once. Pure.
 *
 * Counted: the weights with their gradients, optimizer state and the temporaries of an update; for a training step every layer's
 * output, its gradient, and one more of each for the temporaries (transposes, activation gradients); for an evaluation every
 * layer's output and its temporary over `EVALUATION_BATCH` examples.
 */
export function estimateGraphBytes(program: Program, trials: number): number {
  const { layers } = shapeModel(program.model, program.inputShape);
  const parameters = weightedLayers(program.model, program.inputShape).reduce(
    (total, { kernelShape, units }) => total + product(kernelShape) + units,
    0,
  );
  const states = program.optimizer.kind === 'adam' ? 2 : 1;
  const outputs = layers.reduce((total, { output }) => total + product(output), 0);
  const inputs = 2 * product(program.inputShape);
  const training = program.batchSize * (inputs + 4 * trials * outputs);
  const evaluation = EVALUATION_BATCH * (inputs + 2 * trials * outputs);
  return 4 * (trials * parameters * (4 + states) + Math.max(training, evaluation)) + 1_000_000;
}
