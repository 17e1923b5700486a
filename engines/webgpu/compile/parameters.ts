import type { FormProgram } from '../../ir/program/program.ts';
import { volume } from '../../layers/shape.ts';

/**
 * How the parameters of a trial stand in memory: first those that decay, then the others that are trained,
 * then those that steps assign, then the rest. Each begins at a whole vector of four.
 */
export interface Parameters {
  /** Numbers of a trial. */
  readonly total: number;
  /** Where each begins, by its number. */
  readonly offsets: readonly number[];
  /** Where the numbers end that decay, that are trained, that are assigned. */
  readonly decayed: number;
  readonly trained: number;
  readonly assigned: number;
}

/** Lays out the parameters of a program. Pure. */
export function parametersOf({ parameters, training }: FormProgram): Parameters {
  const updates = new Map(training.updates.map((update) => [update.parameter, update]));
  const assignments = new Set(training.assignments.map(({ parameter }) => parameter));
  const numbers = [...parameters.keys()];
  const groups = [
    numbers.filter((number) => updates.get(number)?.decayed),
    numbers.filter((number) => updates.get(number)?.decayed === false),
    numbers.filter((number) => !updates.has(number) && assignments.has(number)),
    numbers.filter((number) => !updates.has(number) && !assignments.has(number)),
  ];
  const offsets: number[] = [];
  let end = 0;
  const ends = groups.map((group) => {
    for (const number of group) {
      offsets[number] = end;
      end += Math.ceil(volume(parameters[number]!.shape) / 4) * 4;
    }
    return end;
  }) as [number, number, number, number];
  const [decayed, trained, assigned, total] = ends;
  return { total: Math.max(4, total), offsets, decayed, trained, assigned };
}
