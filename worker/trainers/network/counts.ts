/** What is counted of a trial over its validation examples, by what is learned. */
import type { Task } from '../../../datasets/dataset.ts';
import type { Moments } from '../../../datasets/moments.ts';
import { inOwnUnit } from '../../../datasets/preparation.ts';
import { type Batch, classesIn } from '../../../engines/engine.ts';
import { type ClassTally, count, newTally } from './class-tally.ts';
import { countErrors, type ErrorTally, newErrorTally } from './error-tally.ts';
import { newRanks, rank, type ScoreRanks } from './score-ranks.ts';

/** What is to be counted. */
export interface Counting {
  readonly task?: Task;
  /** Classes, or numbers that are predicted for an example. */
  readonly classes: number;
  /** The scores are to be kept for their ranking: whether those of an example compete, as with softmax. */
  readonly ranked?: { readonly competing: boolean };
  /** Of a regression whose targets are normalised: by what they are turned back into their own unit. */
  readonly targets?: Moments | undefined;
}

/** Of a classifier its tally, and its ranks where they are asked for; of a regression its errors. */
export interface TrialCounts {
  readonly tally?: ClassTally;
  readonly ranks?: ScoreRanks;
  readonly errors?: ErrorTally;
}

/** Counts of nothing. */
export function newCounts({ task, classes, ranked }: Counting): TrialCounts {
  if (task === 'regression') return { errors: newErrorTally(classes) };
  const tally = newTally(classes);
  return ranked === undefined ? { tally } : { tally, ranks: newRanks(classes, ranked.competing) };
}

/** Counts examples by their scores. */
export function countScores(
  { tally, ranks, errors }: TrialCounts,
  scores: Float32Array,
  batch: Batch,
  targets?: Moments,
): void {
  if (errors) countErrors(errors, inOwnUnit(targets, scores), inOwnUnit(targets, batch.y));
  if (tally) count(tally, scores, classesIn(batch));
  if (ranks) rank(ranks, scores, classesIn(batch));
}

/** Examples of a batch, of which each has so many targets. */
export const examplesOf = ({ y }: Batch, { task, classes }: Pick<Counting, 'task' | 'classes'>): number =>
  task === 'regression' ? y.length / classes : y.length;
