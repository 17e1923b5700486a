import { mustBeChain } from '../chain.ts';
import type {
  Batch,
  Evaluation,
  LayerSignal,
  PackProgress,
  Program,
  Trainer,
  TrialState,
  Weights,
} from '../engine.ts';
import { activityOf } from '../layer-activity.ts';
import { magnitude } from '../magnitude.ts';
import { exhausted } from '../memory.ts';
import type { Addon } from './addon.ts';
import { EVALUATION_BATCH, weightBytes } from './estimate.ts';
import { coefficientFeeds, scalar } from './feeds.ts';
import { firstOf, readOf } from './graph/builder.ts';
import { FEEDS, LOSS_SLOTS, type PackGraph, packGraph } from './graph/pack.ts';
import { type Held, keptIn, mustMatch, weightsIn } from './held.ts';
import { type Feed, GraphSession } from './session.ts';
import { gather, pick } from './weights.ts';

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1);

/** Where a trial stands: its group, and its number there. */
interface Seat {
  readonly group: number;
  readonly seat: number;
}

/** A pack in training as one TensorFlow graph: a step is one run of it, with the weights updated in place. */
export class NativeTrainer implements Trainer {
  /** Bytes of the weights, the optimizer's state and the losses. */
  readonly bytes: number;
  readonly #program: Program;
  readonly #graph: PackGraph;
  readonly #session: GraphSession;
  readonly #seats: readonly Seat[];
  readonly #onDispose: (trainer: NativeTrainer) => void;
  /** Input values of the batch that is being run, as the graph takes them. */
  #input = new Float32Array(0);
  #losses: Float32Array[] = [];
  /** Steps whose losses are still in the graph. */
  #pending = 0;
  #steps: number;
  #disposed = false;

  /** `together`: trials that share tensors. `from`: where the pack goes on; absent: it begins. */
  constructor(
    addon: Addon,
    program: Program,
    weights: readonly Weights[],
    {
      together,
      from,
      onDispose,
    }: {
      readonly together: number;
      readonly from?: PackProgress | undefined;
      onDispose(trainer: NativeTrainer): void;
    },
  ) {
    mustBeChain(program);
    this.#program = program;
    this.#graph = packGraph(program, groupSizes(weights.length, together), from ? 'fed' : 'zeros');
    this.#seats = this.#graph.groups.flatMap((size, group) =>
      Array.from({ length: size }, (_, seat) => ({ group, seat })),
    );
    mustMatch(this.#graph.weights[0]!, weights, from);
    this.#steps = from?.steps ?? 0;
    this.#session = new GraphSession(addon, this.#graph.nodes, (message) =>
      exhausted(message, weights.length),
    );
    this.#onDispose = onDispose;
    this.bytes = weightBytes(program, weights.length) + 4 * LOSS_SLOTS * weights.length;
    try {
      this.#initialize(weights, from);
    } catch (error) {
      this.#session.close();
      throw error;
    }
  }

  step(batch: Batch, rate = 1): void {
    this.#steps++;
    const { optimizer } = this.#program;
    const slot: Feed = { shape: [], values: Int32Array.of(this.#pending) };
    const coefficients = coefficientFeeds(optimizer, this.#steps, rate);
    const feeds = { ...this.#feedsOf(batch), [FEEDS.slot]: slot, ...coefficients };
    this.#session.touch(feeds, this.#graph.stepped);
    this.#pending++;
    if (this.#pending === LOSS_SLOTS) this.#readLosses();
  }

  async takeLosses(): Promise<Float32Array[]> {
    this.#readLosses();
    const losses = this.#losses;
    this.#losses = [];
    return losses;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    const loss = new Float64Array(this.#seats.length);
    const accuracy = new Float64Array(this.#seats.length);
    const total = batch.y.length;
    const { classes } = this.#program;
    const scores = this.#seats.map(() => new Float32Array(total * classes));
    const size = product(this.#program.inputShape);
    for (let from = 0; from < total; from += EVALUATION_BATCH) {
      const to = Math.min(total, from + EVALUATION_BATCH);
      const part = { x: batch.x.subarray(from * size, to * size), y: batch.y.subarray(from, to) };
      const { x, y } = this.#feedsOf(part);
      const wanted = [this.#graph.lossSums, this.#graph.correct, this.#graph.scores];
      const [sums, correct, rows] = this.#session.run({ x, y }, wanted);
      const length = (to - from) * classes;
      for (let trial = 0; trial < this.#seats.length; trial++) {
        loss[trial]! += sums![trial]! / total;
        accuracy[trial]! += correct![trial]! / total;
        scores[trial]!.set(rows!.subarray(trial * length, (trial + 1) * length), from * classes);
      }
    }
    return { loss, accuracy, scores };
  }

  async inspect(batch: Batch): Promise<LayerSignal[][]> {
    const wanted = this.#graph.inspected.flat();
    const fetches = wanted.flatMap(({ values, kernel, bias }) => [values, kernel, bias]);
    const found = this.#session.run(this.#feedsOf(batch), fetches);
    const layers = this.#graph.weights[0]!.length;
    return this.#seats.map(({ group, seat }) =>
      Array.from({ length: layers }, (_, index) => {
        const at = 3 * (group * layers + index);
        const [values, kernel, bias] = found.slice(at, at + 3) as [Float32Array, Float32Array, Float32Array];
        const { layer } = this.#graph.weights[group]![index]!;
        const size = this.#graph.groups[group]!;
        const gradients = [kernel, bias].map((whole) => pick(layer, whole, seat, size));
        return { ...activityOf(layer, values, seat, size), ...magnitude(gradients) };
      }),
    );
  }

  async weights(trial: number): Promise<Weights> {
    const { group, seat } = this.#seats[trial]!;
    const own = weightsIn(this.#graph.weights[group]!);
    const values = this.#read(own);
    return values.map((whole, index) => pick(own[index]!.layer, whole, seat, this.#graph.groups[group]!));
  }

  async states(): Promise<readonly TrialState[]> {
    return this.#graph.groups.flatMap((size, group) => {
      const layers = this.#graph.weights[group]!;
      const [model, kept] = [weightsIn(layers), keptIn(layers)];
      const values = this.#read([...model, ...kept]);
      return Array.from({ length: size }, (_, seat) => {
        const own = [...model, ...kept].map(({ layer }, at) => pick(layer, values[at]!, seat, size));
        return { weights: own.slice(0, model.length), kept: own.slice(model.length) };
      });
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#session.close();
    this.#onDispose(this);
  }

  /** Gives every variable its first values: the trials' weights, and zeros or what was kept. */
  #initialize(weights: readonly Weights[], from: PackProgress | undefined): void {
    const feeds: Record<string, Feed> = {};
    for (const [group, layers] of this.#graph.weights.entries()) {
      const members = [...weights.keys()].filter((trial) => this.#seats[trial]!.group === group);
      const feed = (held: readonly Held[], values: readonly (readonly Float32Array[])[]) => {
        for (const [index, { layer, variable }] of held.entries()) {
          const parts = members.map((trial) => values[trial]![index]!);
          feeds[firstOf(variable.name)] = { shape: variable.shape, values: gather(layer, parts) };
        }
      };
      feed(weightsIn(layers), weights);
      if (from) feed(keptIn(layers), from.kept);
    }
    this.#session.touch(feeds, this.#graph.initialized);
  }

  #read(held: readonly Held[]): Float32Array[] {
    return this.#session.run(
      {},
      held.map(({ variable }) => readOf(variable.name)),
    );
  }

  #feedsOf({ x, y }: Batch) {
    if (this.#input.length < x.length) this.#input = new Float32Array(x.length);
    this.#input.set(x);
    return {
      [FEEDS.x]: {
        shape: [y.length, ...this.#program.inputShape],
        values: this.#input.subarray(0, x.length),
      },
      [FEEDS.y]: { shape: [y.length], values: y },
      [FEEDS.share]: scalar(1 / y.length),
    } as const satisfies Record<string, Feed>;
  }

  #readLosses(): void {
    if (this.#pending === 0) return;
    const [all] = this.#session.run({}, [readOf(this.#graph.losses.name)]);
    const trials = this.#seats.length;
    for (let step = 0; step < this.#pending; step++)
      this.#losses.push(all!.slice(step * trials, (step + 1) * trials));
    this.#pending = 0;
  }
}

/** As many groups of `together` as it takes; the last may be smaller. */
function groupSizes(trials: number, together: number): number[] {
  return Array.from({ length: Math.ceil(trials / together) }, (_, group) =>
    Math.min(together, trials - group * together),
  );
}
