import type { Program } from '../../engine.ts';
import type { FormProgram } from '../../ir/program/program.ts';
import { programOf } from '../../optimizers/registry.ts';
import { type First, type GraphBuilder, type Variable, variable } from '../graph/builder.ts';
import type { Trained } from '../graph/update.ts';

/**
 * What one trial keeps: a variable for each parameter, and the optimizer's states of those that it updates.
 */
export interface TrialVariables {
  readonly parameters: readonly Trained[];
}

/** Declares a trial's variables: the model's are fed their first values, the others begin as `kept`. */
export function trialVariables(
  graph: GraphBuilder,
  program: Program,
  form: FormProgram,
  { trial, kept }: { readonly trial: number; readonly kept: First },
): TrialVariables {
  const states = programOf(program.optimizer).states;
  const updated = new Set(form.training.updates.map(({ parameter }) => parameter));
  const parameters = form.parameters.map(({ shape }, index): Trained => {
    const name = `trial${trial}/${index}`;
    const count = updated.has(index) ? states : 0;
    return {
      variable: variable(graph, name, shape, index < form.weights ? 'fed' : kept),
      states: Array.from({ length: count }, (_, state) =>
        variable(graph, `${name}/state${state}`, shape, kept),
      ),
    };
  });
  return { parameters };
}

/**
 * What a trial keeps beside its weights, the first `weights` parameters: what the optimizer does, and sums of
 * gradients last. Pure.
 */
export const keptOf = ({ parameters }: TrialVariables, { weights }: FormProgram): Variable[] => [
  ...parameters.flatMap(({ states }) => states),
  ...parameters.slice(weights).map(({ variable: own }) => own),
];

/** All variables of a trial. Pure. */
export const variablesOf = ({ parameters }: TrialVariables): Variable[] =>
  parameters.flatMap(({ variable: own, states }) => [own, ...states]);
