import type { Program } from '../../engine.ts';
import { peakBytes } from '../../ir/memory.ts';
import { nodesOf } from '../../ir/order.ts';
import type { FormProgram } from '../../ir/program/program.ts';
import { volume } from '../../layers/shape.ts';
import { programOf } from '../../optimizers/registry.ts';

/** What TensorFlow keeps for a graph, whatever its size, and for each operation of a trial (measured). */
const FIXED_BYTES = 16_000_000;
const BYTES_PER_NODE = 30_000;

/** The most bytes that one evaluation pass is to take: fewer examples at once where they are large. */
const EVALUATION_BYTES = 2 ** 28;
const MOST_EXAMPLES = 256;

/** Examples that one evaluation pass takes at once: as many as a training step where they are large. Pure. */
export function evaluationBatch({ batchSize }: Program, { evaluation }: FormProgram): number {
  const each = peakBytes([evaluation.losses, evaluation.scores], 1);
  const fitting = Math.floor(EVALUATION_BYTES / Math.max(1, each));
  return Math.min(MOST_EXAMPLES, Math.max(batchSize, fitting));
}

/**
 * Upper bound of the bytes that a pack holds at once. Counted: parameters with the optimizer's state for each
 * trial; of the trial that runs, the most that a training step's or an evaluation's values take, with half as
 * much again for the layouts of the fast kernels; gradients, and the input as it comes in. Pure.
 */
export function estimateFormBytes(program: Program, form: FormProgram, trials: number): number {
  const size = form.parameters.reduce((total, { shape }) => total + 4 * volume(shape), 0);
  const kept = trials * size * (1 + programOf(program.optimizer).states);
  const { training, evaluation, inspection } = form;
  const steps = [
    training.loss,
    ...training.updates.map(({ gradient }) => gradient),
    ...training.assignments.map(({ value }) => value),
  ];
  const scores = [evaluation.losses, evaluation.scores];
  const examples = evaluationBatch(program, form);
  const input = 4 * volume(program.inputShape) * Math.max(examples, program.batchSize);
  const peak = Math.max(peakBytes(steps, program.batchSize), peakBytes(scores, examples));
  const seen = inspection.flatMap(({ values, gradients }) => [values, ...gradients]);
  // A step, an evaluation and an inspection are laid out apart.
  const nodes = [steps, scores, seen].reduce((total, values) => total + nodesOf(values).length, 0);
  const graph = trials * BYTES_PER_NODE * nodes;
  return kept + 3 * size + 1.5 * peak + 3 * input + graph + FIXED_BYTES;
}
