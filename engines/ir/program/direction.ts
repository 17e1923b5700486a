/** What an optimizer makes of whole gradients before its update program has them. */
import type { Program } from '../../engine.ts';
import type { Shape } from '../../layers/shape.ts';
import { directionOf } from '../../optimizers/registry.ts';
import type { Value } from '../form.ts';
import { parameter } from '../leaves.ts';
import type { FormParameter, Step, Trained } from './program.ts';

/** Gradients as the update program is given them, and what the optimizer keeps beside the weights. */
export interface DirectedGradients {
  readonly gradients: readonly Value[];
  readonly kept: readonly FormParameter[];
  readonly assignments: Step['assignments'];
}

/** `first`: the number of the first parameter that is kept. Pure. */
export function directed(
  { optimizer }: Pick<Program, 'optimizer'>,
  trained: readonly Trained[],
  gradients: readonly Value[],
  first: number,
): DirectedGradients {
  const direction = directionOf(optimizer);
  if (direction === undefined || trained.length === 0) return { gradients, kept: [], assignments: [] };
  const kept: FormParameter[] = [];
  const keep = (shape: Shape): Value => {
    kept.push({ layer: '', name: `${optimizer.kind}/${kept.length}`, role: 'state', shape });
    return parameter(first + kept.length - 1, shape);
  };
  const shared = direction.shared.map((next) => next(keep([])));
  const written: Value[] = [...shared];
  const found = trained.map(({ value: weight, role }, at) => {
    const states = Array.from({ length: direction.states }, () => keep(weight.shape));
    const array = { weight, gradient: gradients[at]!, kernel: role === 'kernel', states, shared };
    const made = direction.of(array);
    written.push(...made.states);
    return made.gradient;
  });
  const assignments = written.map((value, at) => ({ parameter: first + at, value }));
  return { gradients: found, kept, assignments };
}
