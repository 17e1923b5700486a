/** The graph of a pack in the intermediate form: trials one behind the other, each with its own variables. */
import type { Program } from '../../engine.ts';
import type { Node } from '../../ir/form.ts';
import { type InputAttributes, type ParameterAttributes, SHARE } from '../../ir/leaves.ts';
import type { FormProgram, Step } from '../../ir/program/program.ts';
import { type First, GraphBuilder, type Out, read, type Variable, variable } from '../graph/builder.ts';
import type { Node as GraphNode } from '../graph/graph-def.ts';
import { FEEDS, LOSS_SLOTS } from '../graph/pack.ts';
import { coefficientsIn } from '../graph/update.ts';
import { graphShape, Lowering } from './lowering.ts';
import { RULES } from './rules.ts';
import { layStep, type StepPlace } from './step.ts';
import { type TrialVariables, trialVariables, variablesOf } from './variables.ts';

/** What `inspect` fetches of one layer of one trial. */
interface Inspected {
  readonly values: Out;
  readonly gradients: readonly Out[];
}

export interface FormGraph {
  readonly nodes: readonly GraphNode[];
  readonly trials: readonly TrialVariables[];
  /** [LOSS_SLOTS, trials] */
  readonly losses: Variable;
  /** Fetched, it gives every variable its first values. */
  readonly initialized: Out;
  /** Fetched, it makes a training step that updates; `gathered`, one that only adds up gradients. */
  readonly stepped: Out;
  readonly gathered?: Out;
  /** For each trial. */
  readonly evaluated: readonly { readonly losses: Out; readonly scores: Out }[];
  readonly inspected: readonly (readonly Inspected[])[];
}

/** Where the values of a pack stand in its graph. */
class PackLayout {
  readonly graph = new GraphBuilder();
  readonly #inputs = new Map<string, Out>();
  readonly #shared = new Map<Node, readonly Out[]>();

  /** What a run is given under a name; declared when it is first asked for. */
  input(node: Node): Out {
    const { name } = node.attributes as InputAttributes;
    const known = this.#inputs.get(name);
    if (known !== undefined) return known;
    const made = this.graph.placeholder(name === SHARE ? FEEDS.share : name, graphShape(node.outputs[0]!));
    this.#inputs.set(name, made);
    return made;
  }

  /** Lays values out for a trial whose parameters are read under these names. */
  trial(reads: readonly Out[]): Lowering {
    const leaf = (node: Node) => {
      if (node.operation.name === 'input') return this.input(node);
      if (node.operation.name !== 'parameter') return undefined;
      return reads[(node.attributes as ParameterAttributes).index];
    };
    return new Lowering(this.graph, RULES, leaf, this.#shared);
  }
}

/**
 * Lays out a pack of trials. Each is laid out as it would be alone, and begins when the one before is done:
 * it has the same bits in any company, and the memory of one trial's values is used again by the next.
 * `kept`: what everything begins with that is no weight. Pure.
 */
export function formGraph(
  program: Program,
  form: FormProgram,
  trials: number,
  kept: First = 'zeros',
): FormGraph {
  const layout = new PackLayout();
  const { graph } = layout;
  const all = Array.from({ length: trials }, (_, trial) =>
    trialVariables(graph, program, form, { trial, kept }),
  );
  const losses = variable(graph, 'losses', [LOSS_SLOTS, trials], 'zeros');
  const shared = { program, coefficients: coefficientsIn(graph, program.optimizer), keep: keepIn(graph) };
  const slot = graph.placeholder(FEEDS.slot, [], 'int32');
  const step = (wanted: Step) => {
    const done = inTurn(layout, all, (place) => layStep({ ...shared, ...place }, wanted));
    return steppedIn(graph, losses, slot, done);
  };
  const stepped = step(form.training);
  const gathered = form.gathering && step(form.gathering);
  const evaluated = inTurn(layout, all, ({ lowering }) => {
    const [lossOuts, scores] = lowering.outs([form.evaluation.losses, form.evaluation.scores]);
    return { losses: lossOuts!, scores: scores!, done: [lossOuts!, scores!] };
  });
  const inspected = inTurn(layout, all, ({ lowering }) => {
    const layers = form.inspection.map(({ values, gradients }): Inspected => {
      const [seen, ...outs] = lowering.outs([values, ...gradients]);
      return { values: seen!, gradients: outs };
    });
    return { layers, done: layers.flatMap(({ gradients }) => gradients) };
  });
  const initialized = doneIn(
    graph,
    [losses, ...all.flatMap(variablesOf)].map((each) => each.initialize),
  );
  return {
    nodes: graph.nodes,
    trials: all,
    losses,
    initialized,
    stepped,
    ...(gathered === undefined ? {} : { gathered }),
    evaluated,
    inspected: inspected.map(({ layers }) => layers),
  };
}

/** The factor of a decoupled decay, given to each step. */
export const KEEP = 'keep';
const keepIn = (graph: GraphBuilder): Out => graph.placeholder(KEEP, []);

/** One result for each trial, whose parameters are read when the trial before is done. */
function inTurn<Result extends { readonly done: readonly Out[] }>(
  layout: PackLayout,
  trials: readonly TrialVariables[],
  run: (place: Pick<StepPlace, 'graph' | 'lowering' | 'variables' | 'reads'>) => Result,
): Result[] {
  const results: Result[] = [];
  for (const variables of trials) {
    const after = results.at(-1)?.done ?? [];
    const { graph } = layout;
    const reads = variables.parameters.map((each) => read(graph, each.variable, after));
    results.push(run({ graph, lowering: layout.trial(reads), variables, reads }));
  }
  return results;
}

/** The step's slot, once its losses stand there and everything is written. */
function steppedIn(
  graph: GraphBuilder,
  losses: Variable,
  slot: Out,
  trained: readonly { readonly loss: Out; readonly done: readonly Out[] }[],
): Out {
  const loss = graph.concat(
    trained.map((each) => graph.reshape(each.loss, [1])),
    0,
  );
  const attributes = { dtype: { type: 'float' }, Tindices: { type: 'int32' } } as const;
  const kept = graph.op('ResourceScatterUpdate', [losses.handle, slot, loss], attributes);
  const after = [kept, ...trained.flatMap(({ done }) => done)];
  return graph.op('Identity', [slot], { T: { type: 'int32' } }, { after });
}

function doneIn(graph: GraphBuilder, after: readonly Out[]): Out {
  const value = { tensor: { type: 'int32', shape: [], values: [1] } } as const;
  return graph.op('Const', [], { dtype: { type: 'int32' }, value }, { after });
}
