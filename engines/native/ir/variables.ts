import type { Program } from '../../engine.ts';
import type { FormProgram } from '../../ir/program/program.ts';
import { programOf } from '../../optimizers/registry.ts';
import { type GraphBuilder, type Variable, variable } from '../graph/builder.ts';
import type { Trained } from '../graph/update.ts';

/**
 * What one trial keeps: a variable for each parameter, and the optimizer's states of those that it updates.
 */
export interface TrialVariables {
  readonly parameters: readonly Trained[];
}

/** Declares a trial's variables: those of the model are given their first values, the others are zeros. */
export function trialVariables(
  graph: GraphBuilder,
  program: Program,
  form: FormProgram,
  trial: number,
): TrialVariables {
  const states = programOf(program.optimizer).states;
  const updated = new Set(form.training.updates.map(({ parameter }) => parameter));
  const parameters = form.parameters.map(({ shape }, index): Trained => {
    const name = `trial${trial}/${index}`;
    const kept = updated.has(index) ? states : 0;
    return {
      variable: variable(graph, name, shape, index < form.weights ? 'fed' : 'zeros'),
      states: Array.from({ length: kept }, (_, state) =>
        variable(graph, `${name}/state${state}`, shape, 'zeros'),
      ),
    };
  });
  return { parameters };
}

/** All variables of a trial. Pure. */
export const variablesOf = ({ parameters }: TrialVariables): Variable[] =>
  parameters.flatMap(({ variable: own, states }) => [own, ...states]);
