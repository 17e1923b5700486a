import type { Batch, Evaluation, Trainer } from '../../../engines/engine.ts';
import type { BatchStream } from './batches/source.ts';
import { type Counting, countScores, examplesOf, newCounts, type TrialCounts } from './counts.ts';

/** An evaluation of some examples, without their scores: these are counted at once. */
type Part = Pick<Evaluation, 'loss' | 'accuracy'> & { readonly examples: number };

/** Each trial over all validation examples. */
export interface Evaluated {
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  readonly counts: readonly TrialCounts[];
}

/**
 * Examples that are evaluated in one go, a multiple of what each engine takes at once. Between two goes the
 * process does its other work: an evaluation may take minutes, and a worker that cannot be heard for so long
 * counts as lost.
 */
const AT_ONCE = 256;

/**
 * Each trial over all parts of the validation examples, with what is to be counted. `between` is called
 * behind each go: the work has got further; what it throws ends the evaluation.
 */
export async function evaluate(
  trainer: Trainer,
  parts: BatchStream,
  counting: Counting,
  between: () => void,
): Promise<Evaluated> {
  const evaluations: Part[] = [];
  const counts: TrialCounts[] = [];
  for (let part = await parts.next(); part; part = await parts.next()) {
    for (const slice of slices(part, examplesOf(part, counting))) {
      if (evaluations.length > 0) await new Promise<void>((resume) => setImmediate(resume));
      const { loss, accuracy, scores } = await trainer.evaluate(slice);
      evaluations.push({ loss, accuracy, examples: examplesOf(slice, counting) });
      for (const [trial, own] of scores.entries()) {
        counts[trial] ??= newCounts(counting);
        countScores(counts[trial], own, slice, counting.targets);
      }
      between();
    }
  }
  parts.close();
  return { ...combined(evaluations), counts };
}

function* slices({ x, y }: Batch, examples: number): Generator<Batch> {
  const size = x.length / examples;
  const targets = y.length / examples;
  for (let from = 0; from < examples; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, examples);
    yield { x: x.subarray(from * size, to * size), y: y.subarray(from * targets, to * targets) };
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
