import { FanoutError } from '../proto/errors.ts';
import { type Trial, trialAt } from '../study/grid.ts';
import type { Manifest } from '../study/manifest.ts';
import type { AttemptResult, PackJob } from './trainers/trainer.ts';

/**
 * What a trainer is given of a pack. Throws TRIAL_UNKNOWN when the trials, by their places in the grid, are
 * not of one block. Pure.
 */
export function packJob(manifest: Manifest, indices: readonly number[], attempt: number): PackJob {
  const trials = indices.map((index) => trialAt(manifest.study, index));
  const { fold, seed } = trials[0]!;
  if (trials.some((trial) => trial.fold !== fold || trial.seed !== seed)) {
    throw new FanoutError(
      'TRIAL_UNKNOWN',
      `trials ${indices} do not share a fold and a seed, and cannot be one pack`,
    );
  }
  return { manifest, trials, attempt };
}

/**
 * Each trial of a pack with its result. Throws INTERNAL when a trainer gave another number of results than
 * there are trials. Pure.
 */
export function resultsByTrial(
  { trials }: PackJob,
  results: readonly AttemptResult[],
): readonly (readonly [Trial, AttemptResult])[] {
  if (results.length !== trials.length) {
    throw new FanoutError(
      'INTERNAL',
      `the trainer gave ${results.length} results for a pack of ${trials.length} trials`,
    );
  }
  return trials.map((trial, place) => [trial, results[place]!]);
}

/**
 * The error by which a pack is handed back of which some trials failed; undefined when all completed. One
 * that is not a trial's fault comes first: it says that this worker cannot go on. Pure.
 */
export function failureOf(results: readonly AttemptResult[]): FanoutError | undefined {
  const errors = results.flatMap((result) => (result.status === 'failed' ? [result.error] : []));
  return errors.find(({ fault }) => fault !== 'trial') ?? errors[0];
}
