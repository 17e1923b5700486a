import type { Program } from '../../engine.ts';
import type { Step } from '../../ir/program/program.ts';
import { programOf } from '../../optimizers/registry.ts';
import type { GraphBuilder, Out } from '../graph/builder.ts';
import { float } from '../graph/operation.ts';
import { type Coefficients, update } from '../graph/update.ts';
import type { Lowering } from './lowering.ts';
import type { TrialVariables } from './variables.ts';

/** What a trial's step is laid out with. */
export interface StepPlace {
  readonly graph: GraphBuilder;
  readonly lowering: Lowering;
  readonly variables: TrialVariables;
  /** The parameters as the step reads them. */
  readonly reads: readonly Out[];
  readonly program: Program;
  readonly coefficients: Coefficients;
  readonly keep: Out;
}

/** Lays out a trial's step: its loss, and what must be done for the step to be made. */
export function layStep(place: StepPlace, { loss, updates, assignments }: Step) {
  const { graph, lowering, variables, reads, program } = place;
  const wanted = [loss, ...updates.map((each) => each.gradient), ...assignments.map((each) => each.value)];
  const [lossOut, ...outs] = lowering.outs(wanted);
  const readers = readersOf(graph, reads);
  const updated = updates.map(({ parameter, decayed }, at) => {
    const own = variables.parameters[parameter]!;
    const after = readers.get(reads[parameter]!) ?? [];
    const kept = decayed ? [decay(place, parameter, after)] : after;
    return update(graph, programOf(program.optimizer), own, outs[at]!, place.coefficients, kept);
  });
  const assigned = assignments.map(({ parameter }, at) => {
    const { handle } = variables.parameters[parameter]!.variable;
    const after = readers.get(reads[parameter]!) ?? [];
    const inputs = [handle, outs[updates.length + at]!];
    return graph.op('AssignVariableOp', inputs, { dtype: float }, { after });
  });
  return { loss: lossOut!, done: [lossOut!, ...updated, ...assigned] };
}

/** Multiplies a parameter by the step's factor, before the optimizer has it. */
function decay({ graph, variables, reads, keep }: StepPlace, parameter: number, after: readonly Out[]): Out {
  const { handle } = variables.parameters[parameter]!.variable;
  const less = graph.op('Mul', [reads[parameter]!, keep]);
  return graph.op('AssignVariableOp', [handle, less], { dtype: float }, { after });
}

/** The operations that read some values: what is written in place waits for them, and need not be copied. */
function readersOf(graph: GraphBuilder, values: readonly Out[]): ReadonlyMap<Out, readonly Out[]> {
  const found = new Map(values.map((value) => [value, [] as Out[]]));
  for (const { name, inputs } of graph.nodes) for (const each of inputs) found.get(each)?.push(name);
  return found;
}
