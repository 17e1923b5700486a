import { FanoutError } from '../proto/errors.ts';
import type { Weights } from './engine.ts';

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
