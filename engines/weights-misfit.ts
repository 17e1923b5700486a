import { FanoutError } from '../proto/errors.ts';
import type { PackProgress, Weights } from './engine.ts';

/**
 * The error to throw where a trial's weights are not the model's. `lengths`: of its arrays, in the order of
 * `Weights`. Pure.
 */
export function misfitOf(lengths: readonly number[], weights: readonly Weights[]): FanoutError | undefined {
  const wanted = lengths.join(', ');
  for (const [trial, arrays] of weights.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found === wanted) continue;
    const message = `trial ${trial} of the pack has weights of ${found} values; the model wants ${wanted}`;
    return new FanoutError('INTERNAL', message);
  }
  return undefined;
}

/**
 * The error to throw where a pack cannot go on from what was kept. `lengths`: of the arrays that a trial
 * keeps beside its weights, in the backend's order. Pure.
 */
export function keptMisfitOf(
  lengths: readonly number[],
  { kept }: PackProgress,
  trials: number,
): FanoutError | undefined {
  const wanted = lengths.join(', ');
  if (kept.length !== trials)
    return new FanoutError('INTERNAL', `a pack of ${trials} trials was to go on with ${kept.length} states`);
  for (const [trial, arrays] of kept.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found === wanted) continue;
    const message = `trial ${trial} of the pack kept ${found || 'no'} values; the program wants ${wanted || 'none'}`;
    return new FanoutError('INTERNAL', message);
  }
  return undefined;
}
