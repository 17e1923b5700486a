/** The graph of a pack: what one run of it trains, evaluates or inspects, depending on what is fetched. */
import { INSPECTED_EVERY, type Program } from '../../engine.ts';
import { type WeightedLayer, weightedLayers } from '../../model.ts';
import { programOf } from '../../optimizers/registry.ts';
import { activate } from './activation.ts';
import { GraphBuilder, type Out, read, type Variable, variable } from './builder.ts';
import type { Attribute, Node } from './graph-def.ts';
import { countCorrect, crossEntropy } from './loss.ts';
import type { Flow, Gradient, LayerWeights, Place } from './operation.ts';
import { operationsOf, type ProgramOperation } from './operations.ts';
import { type Coefficients, coefficientsIn, type Trained, update } from './update.ts';

/** What runs of the graph are given. `share`: 1 / examples. `slot`: where the step's losses are put. */
export const FEEDS = { x: 'x', y: 'y', share: 'share', slot: 'slot' } as const;

/** Steps whose losses are kept in the graph until they are read. */
export const LOSS_SLOTS = 64;

/** The weights of one layer of one group. */
export interface TrainedLayer {
  readonly layer: WeightedLayer;
  readonly kernel: Trained;
  readonly bias: Trained;
}

/** What `inspect` fetches of one layer of one group. */
export interface Inspected {
  /** The layer's values behind its activation, of a convolution at the inspected places. */
  readonly values: Out;
  readonly kernel: Out;
  readonly bias: Out;
}

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
 * caches, and gives a trial the same bits in any company. Pure.
 */
export function packGraph(program: Program, groups: readonly number[]): PackGraph {
  const graph = new GraphBuilder();
  const operations = operationsOf(program);
  const layers = weightedLayers(program.model, program.inputShape);
  const raw = graph.placeholder(FEEDS.x, [-1, ...program.inputShape]);
  const labels = graph.placeholder(FEEDS.y, [-1], 'int32');
  const share = graph.placeholder(FEEDS.share, []);
  const coefficients = coefficientsIn(graph, program.optimizer);
  const x: Flow = {
    out: program.scale === 1 ? raw : graph.op('Mul', [raw, graph.constant([program.scale])]),
    shared: true,
  };
  const weights = groups.map((trials, group) =>
    layers.map((layer) => trainedLayer(graph, program, layer, trials, `group${group}/${layer.name}`)),
  );
  const inTurn = <Result extends { readonly done: readonly Out[] }>(
    run: (pass: Pass) => Result,
  ): Result[] => {
    const results: Result[] = [];
    for (const [group, trials] of groups.entries()) {
      const after = results.at(-1)?.done ?? [];
      const reads = weights[group]!.map(({ kernel, bias }) => ({
        kernel: read(graph, kernel.variable, after),
        bias: read(graph, bias.variable, after),
      }));
      results.push(
        run({ place: { graph, trials }, operations, weights: reads, x, labels, share, program, group }),
      );
    }
    return results;
  };
  const trained = inTurn((pass) => trainPass(pass, weights[pass.group]!, coefficients));
  const evaluated = inTurn(evaluationPass);
  const inspected = inTurn(inspectionPass);

  const trials = groups.reduce((total, size) => total + size, 0);
  const losses = variable(graph, 'losses', [LOSS_SLOTS, trials], 'zeros');
  const slot = graph.placeholder(FEEDS.slot, [], 'int32');
  const loss = graph.concat(
    trained.map((each) => each.loss),
    0,
  );
  const attributes = { dtype: { type: 'float' }, Tindices: { type: 'int32' } } as const;
  const kept = graph.op('ResourceScatterUpdate', [losses.handle, slot, loss], attributes);
  const variables = weights.flatMap((own) =>
    own.flatMap(({ kernel, bias }) => [kernel, bias].flatMap((each) => [each.variable, ...each.states])),
  );
  const first = [losses, ...variables].map(({ initialize }) => initialize);
  const done: Attribute = { tensor: { type: 'int32', shape: [], values: [1] } };
  const after = [kept, ...trained.flatMap(({ done }) => done)];
  return {
    nodes: graph.nodes,
    groups,
    weights,
    losses,
    initialized: graph.op('Const', [], { dtype: { type: 'int32' }, value: done }, { after: first }),
    stepped: graph.op('Identity', [slot], { T: { type: 'int32' } }, { after }),
    lossSums: graph.concat(
      evaluated.map((each) => each.loss),
      0,
    ),
    correct: graph.concat(
      evaluated.map((each) => each.correct),
      0,
    ),
    scores: graph.concat(
      evaluated.map((each) => each.scores),
      0,
    ),
    inspected: inspected.map((each) => each.layers),
  };
}

/** One group's way through the graph. */
interface Pass {
  readonly place: Place;
  readonly operations: readonly ProgramOperation[];
  readonly weights: readonly LayerWeights[];
  readonly x: Flow;
  readonly labels: Out;
  readonly share: Out;
  readonly program: Program;
  readonly group: number;
}

function trainedLayer(
  graph: GraphBuilder,
  { optimizer }: Program,
  layer: WeightedLayer,
  trials: number,
  name: string,
): TrainedLayer {
  const make = (part: string, shape: readonly number[]): Trained => ({
    variable: variable(graph, `${name}/${part}`, shape, 'fed'),
    states: Array.from({ length: programOf(optimizer).states }, (_, state) =>
      variable(graph, `${name}/${part}/state${state}`, shape, 'zeros'),
    ),
  });
  const { kernelShape, units } = layer;
  if (kernelShape.length === 4) {
    const kernel = [...kernelShape.slice(0, 3), trials * units];
    return { layer, kernel: make('kernel', kernel), bias: make('bias', [trials * units]) };
  }
  const [kernel, bias] =
    trials === 1
      ? [kernelShape, [units]]
      : [
          [trials, ...kernelShape],
          [trials, 1, units],
        ];
  return { layer, kernel: make('kernel', kernel), bias: make('bias', bias) };
}

/** What a forward pass leaves: each operation's input and output. */
interface Trace {
  readonly steps: readonly { readonly input: Flow; readonly output: Flow }[];
  readonly logits: Out;
}

function runForward({ place, operations, weights, x }: Pass): Trace {
  const steps: { input: Flow; output: Flow }[] = [];
  let flow = x;
  for (const { operation, weights: own } of operations) {
    const input = flow;
    flow = operation.forward(place, input, own === undefined ? undefined : weights[own]);
    steps.push({ input, output: flow });
  }
  return { steps, logits: flow.out };
}

/** The gradients of all weights, and of the values that came into each layer with weights. */
function runBackward(pass: Pass, { steps }: Trace, logits: Out) {
  const { place, operations, weights } = pass;
  const first = operations.findIndex((each) => each.weights !== undefined);
  const gradients: LayerWeights[] = [];
  const inputs: (Out | undefined)[] = [];
  let gradient: Gradient = { out: logits };
  for (let index = operations.length - 1; index >= first; index--) {
    const { operation, weights: at } = operations[index]!;
    const step = { ...steps[index]!, weights: at === undefined ? undefined : weights[at] };
    const result = operation.backward(place, step, gradient, index > first);
    if (result.weights !== undefined) {
      gradients.unshift(result.weights);
      inputs.unshift(result.input?.out);
    }
    if (result.input !== undefined) gradient = result.input;
  }
  return { gradients, inputs };
}

/** Forward and backward of the mean loss. */
function gradientsOf(pass: Pass) {
  const { place, labels, share, program } = pass;
  const trace = runForward(pass);
  const loss = crossEntropy(place.graph, trace.logits, labels, place.trials, program.classes);
  const mean = place.graph.op('Mul', [loss.gradient, share]);
  return { trace, loss, ...runBackward(pass, trace, mean) };
}

function trainPass(pass: Pass, trained: readonly TrainedLayer[], coefficients: Coefficients) {
  const { graph } = pass.place;
  const { loss, gradients, inputs } = gradientsOf(pass);
  const program = programOf(pass.program.optimizer);
  const done = trained.flatMap(({ kernel, bias }, index) => {
    const gradient = gradients[index]!;
    const readers = inputs[index] === undefined ? [] : [inputs[index]];
    return [
      update(graph, program, kernel, gradient.kernel, coefficients, readers),
      update(graph, program, bias, gradient.bias, coefficients, []),
    ];
  });
  return { loss: graph.reduce('Mean', loss.perExample, [1]), done };
}

function evaluationPass(pass: Pass) {
  const { place, labels, program } = pass;
  const { logits } = runForward(pass);
  const { perExample } = crossEntropy(place.graph, logits, labels, place.trials, program.classes);
  const loss = place.graph.reduce('Sum', perExample, [1]);
  const correct = countCorrect(place.graph, logits, labels, place.trials, program.classes);
  const scores = place.graph.reshape(logits, [place.trials, -1, program.classes]);
  return { loss, correct, scores, done: [loss, correct] };
}

function inspectionPass(pass: Pass) {
  const { graph } = pass.place;
  const { trace, gradients } = gradientsOf(pass);
  const layers = pass.operations.flatMap(({ operation: { weighted }, weights }, index): Inspected[] => {
    if (weighted === undefined) return [];
    const { out } = trace.steps[index]!.output;
    const seen = weighted.image ? everyThird(graph, out) : out;
    return [{ values: activate(graph, seen, weighted.activation), ...gradients[weights!]! }];
  });
  return { layers, done: layers.map(({ kernel }) => kernel) };
}

function everyThird(graph: GraphBuilder, images: Out): Out {
  const [begin, end, strides] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, INSPECTED_EVERY, INSPECTED_EVERY, 1],
  ].map((values) => graph.ints(values)) as [Out, Out, Out];
  const whole = { int: 0b1111 };
  return graph.op('StridedSlice', [images, begin, end, strides], {
    T: { type: 'float' },
    Index: { type: 'int32' },
    begin_mask: whole,
    end_mask: whole,
  });
}
