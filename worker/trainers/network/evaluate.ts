import { type Batch, classesIn, type Evaluation, type Trainer } from '../../../engines/engine.ts';
import type { BatchStream } from './batches/source.ts';
import { type ClassTally, count, newTally } from './class-tally.ts';

/** An evaluation of some examples, without their scores: these are counted at once. */
type Part = Pick<Evaluation, 'loss' | 'accuracy'> & { readonly examples: number };

/** Each trial over all validation examples. */
export interface Evaluated {
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  readonly tallies: readonly ClassTally[];
}

/**
 * Examples that are evaluated in one go, a multiple of what each engine takes at once. Between two goes the
 * process does its other work: an evaluation may take minutes, and a worker that cannot be heard for so long
 * counts as lost.
 */
const AT_ONCE = 256;

/**
 * Each trial over all parts of the validation examples, which are of so many classes. `between` is called
 * behind each go: the work has got further; what it throws ends the evaluation.
 */
export async function evaluate(
  trainer: Trainer,
  parts: BatchStream,
  classes: number,
  between: () => void,
): Promise<Evaluated> {
  const evaluations: Part[] = [];
  const tallies: ClassTally[] = [];
  for (let part = await parts.next(); part; part = await parts.next()) {
    for (const slice of slices(part)) {
      if (evaluations.length > 0) await new Promise<void>((resume) => setImmediate(resume));
      const { loss, accuracy, scores } = trainer.evaluate(slice);
      evaluations.push({ loss, accuracy, examples: slice.y.length });
      for (const [trial, own] of scores.entries()) {
        tallies[trial] ??= newTally(classes);
        count(tallies[trial], own, classesIn(slice));
      }
      between();
    }
  }
  parts.close();
  return { ...combined(evaluations), tallies };
}

function* slices({ x, y }: Batch): Generator<Batch> {
  const size = x.length / y.length;
  for (let from = 0; from < y.length; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, y.length);
    yield { x: x.subarray(from * size, to * size), y: y.subarray(from, to) };
  }
}

/**
 * The figures over several parts as those over all of their examples; of a single part they stay what they
 * are, to the last bit. Pure.
 */
export function combined(parts: readonly Part[]): Pick<Evaluation, 'loss' | 'accuracy'> {
  if (parts.length === 1) return parts[0]!;
  const total = parts.reduce((sum, { examples }) => sum + examples, 0);
  const over = (figure: (part: (typeof parts)[number], trial: number) => number) =>
    Float64Array.from(
      parts[0]!.loss,
      (_, trial) => parts.reduce((sum, part) => sum + figure(part, trial), 0) / total,
    );
  return {
    loss: over(({ loss, examples }, trial) => loss[trial]! * examples),
    // Whole examples were right: rounding takes the mean's error away.
    accuracy: over(({ accuracy, examples }, trial) => Math.round(accuracy[trial]! * examples)),
  };
}
