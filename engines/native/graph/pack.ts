/** The graph of a pack: what one run of it trains, evaluates or inspects, depending on what is fetched. */
import type { Program } from '../../engine.ts';
import { weightedLayers } from '../../model.ts';
import { type First, GraphBuilder, type Out, read, type Variable, variable } from './builder.ts';
import type { Attribute, Node } from './graph-def.ts';
import { operationsOf } from './operations.ts';
import type { Pass } from './pass.ts';
import { evaluationPass, type Inspected, inspectionPass, trainPass } from './train-evaluate-inspect.ts';
import { type TrainedLayer, trainedLayer } from './trained-layer.ts';
import { coefficientsIn } from './update.ts';

/** What runs of the graph are given. `share`: 1 / examples. `slot`: where the step's losses are put. */
export const FEEDS = { x: 'x', y: 'y', share: 'share', slot: 'slot' } as const;

/** Steps whose losses are kept in the graph until they are read. */
export const LOSS_SLOTS = 64;

export interface PackGraph {
  readonly nodes: readonly Node[];
  /** Trials of each group, in order. */
  readonly groups: readonly number[];
  /** groups × layers with weights. */
  readonly weights: readonly (readonly TrainedLayer[])[];
  /** [LOSS_SLOTS, trials] */
  readonly losses: Variable;
  /** Fetched, it gives every variable its first values. */
  readonly initialized: Out;
  /** Fetched, it makes a training step: the slot that was given. */
  readonly stepped: Out;
  /** Sums over the examples, for each trial: [trials]. */
  readonly lossSums: Out;
  readonly correct: Out;
  /** The logits of all trials, [trials, n, classes]. */
  readonly scores: Out;
  /** groups × layers with weights. */
  readonly inspected: readonly (readonly Inspected[])[];
}

/**
 * Lays out a pack of groups of trials. The trials of a group share tensors, which suits a device that has
 * work for all of them at once; groups run one behind the other, which keeps what a processor works on in its
 * caches, and gives a trial the same bits in any company. `kept`: what the optimizer's states begin with.
 * Pure.
 */
export function packGraph(program: Program, groups: readonly number[], kept: First = 'zeros'): PackGraph {
  const graph = new GraphBuilder();
  const layers = weightedLayers(program.model, program.inputShape);
  const common = { ...inputsOf(graph, program), operations: operationsOf(program), program };
  const coefficients = coefficientsIn(graph, program.optimizer);
  const weights = groups.map((trials, group) =>
    layers.map((layer) => {
      const options = { name: `group${group}/${layer.name}`, kept };
      return trainedLayer(graph, program, layer, trials, options);
    }),
  );
  const each = <Result extends Done>(run: (pass: Pass) => Result) =>
    inTurn(graph, groups, weights, (group) => run({ ...common, ...group }));
  const trained = each((pass) => trainPass(pass, weights[pass.group]!, coefficients));
  const evaluated = each(evaluationPass);
  const inspected = each(inspectionPass);
  const trials = groups.reduce((total, size) => total + size, 0);
  const losses = variable(graph, 'losses', [LOSS_SLOTS, trials], 'zeros');
  const joined = (outs: readonly Out[]) => graph.concat(outs, 0);
  return {
    nodes: graph.nodes,
    groups,
    weights,
    losses,
    initialized: initializedIn(graph, losses, weights),
    stepped: steppedIn(graph, losses, trained),
    lossSums: joined(evaluated.map(({ loss }) => loss)),
    correct: joined(evaluated.map(({ correct }) => correct)),
    scores: joined(evaluated.map(({ scores }) => scores)),
    inspected: inspected.map((each) => each.layers),
  };
}

/** The batch that all groups read: the examples scaled, their classes, and 1 / examples. */
function inputsOf(graph: GraphBuilder, { inputShape, scale }: Program): Pick<Pass, 'x' | 'labels' | 'share'> {
  const raw = graph.placeholder(FEEDS.x, [-1, ...inputShape]);
  const labels = graph.placeholder(FEEDS.y, [-1], 'int32');
  const share = graph.placeholder(FEEDS.share, []);
  const out = scale === 1 ? raw : graph.op('Mul', [raw, graph.constant([scale])]);
  return { x: { out, shared: true }, labels, share };
}

/** What must be done for a pass to be done. */
interface Done {
  readonly done: readonly Out[];
}

/** One result for each group, whose weights are read when the group before is done. */
function inTurn<Result extends Done>(
  graph: GraphBuilder,
  groups: readonly number[],
  weights: PackGraph['weights'],
  run: (group: Pick<Pass, 'place' | 'weights' | 'group'>) => Result,
): Result[] {
  const results: Result[] = [];
  for (const [group, trials] of groups.entries()) {
    const after = results.at(-1)?.done ?? [];
    const reads = weights[group]!.map(({ kernel, bias }) => ({
      kernel: read(graph, kernel.variable, after),
      bias: read(graph, bias.variable, after),
    }));
    results.push(run({ place: { graph, trials }, weights: reads, group }));
  }
  return results;
}

function initializedIn(graph: GraphBuilder, losses: Variable, weights: PackGraph['weights']): Out {
  const variables = weights.flatMap((own) =>
    own.flatMap(({ kernel, bias }) => [kernel, bias].flatMap((each) => [each.variable, ...each.states])),
  );
  const after = [losses, ...variables].map(({ initialize }) => initialize);
  const value: Attribute = { tensor: { type: 'int32', shape: [], values: [1] } };
  return graph.op('Const', [], { dtype: { type: 'int32' }, value }, { after });
}

/** The step's slot, once its losses stand there and every weight is updated. */
function steppedIn(
  graph: GraphBuilder,
  losses: Variable,
  trained: readonly (Done & { readonly loss: Out })[],
): Out {
  const slot = graph.placeholder(FEEDS.slot, [], 'int32');
  const loss = graph.concat(
    trained.map((each) => each.loss),
    0,
  );
  const attributes = { dtype: { type: 'float' }, Tindices: { type: 'int32' } } as const;
  const kept = graph.op('ResourceScatterUpdate', [losses.handle, slot, loss], attributes);
  const after = [kept, ...trained.flatMap(({ done }) => done)];
  return graph.op('Identity', [slot], { T: { type: 'int32' } }, { after });
}
