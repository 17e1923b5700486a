import { type Problem, suggestion } from '../problems.ts';

/** Arms that a message names. */
const MOST_SHOWN = 10;

/**
 * What is wrong with a control: it is none of the arms, of which these are the ids. `makers`: the fields of
 * `spec` that arms are made of. Pure.
 */
export function controlProblems(
  control: string | undefined,
  ids: readonly string[],
  makers: readonly string[],
): Problem[] {
  if (control === undefined || ids.includes(control)) return [];
  const first = ids.slice(0, MOST_SHOWN).join(', ');
  const shown = ids.length > MOST_SHOWN ? `${first}, … (${ids.length} arms)` : first;
  const message = `must be one of the arms, ${shown}, found ${JSON.stringify(control)}${suggestion(control, ids)}`;
  return [{ path: ['spec', 'control'], message, also: makers.map((field) => ['spec', field]) }];
}
