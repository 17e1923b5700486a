import { FanoutError } from '../../../proto/errors.ts';
import type { Weights } from '../../engine.ts';
import type { FormProgram } from '../../ir/program/program.ts';
import { volume } from '../../layers/shape.ts';

/** The error to throw where a trial's weights are not the model's. Pure. */
export function misfitOf(
  { parameters, weights: count }: FormProgram,
  weights: readonly Weights[],
): FanoutError | undefined {
  const lengths = parameters.slice(0, count).map(({ shape }) => volume(shape));
  const wanted = lengths.join(', ');
  for (const [trial, arrays] of weights.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found === wanted) continue;
    const message = `trial ${trial} of the pack has weights of ${found} values; the model wants ${wanted}`;
    return new FanoutError('INTERNAL', message);
  }
  return undefined;
}
