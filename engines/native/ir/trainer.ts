import type {
  Batch,
  Evaluation,
  LayerSignal,
  PackProgress,
  Program,
  Trainer,
  TrialState,
  Weights,
} from '../../engine.ts';
import { Evaluating } from '../../ir/program/evaluating.ts';
import { drawMasks, openMasks } from '../../ir/program/masks.ts';
import { type FormProgram, weightLengths } from '../../ir/program/program.ts';
import { keepOf } from '../../ir/program/step.ts';
import { targetsOf } from '../../ir/program/targets.ts';
import { activityOf } from '../../layer-activity.ts';
import { volume } from '../../layers/shape.ts';
import { magnitude } from '../../magnitude.ts';
import { exhausted } from '../../memory.ts';
import { keptMisfitOf, misfitOf } from '../../weights-misfit.ts';
import type { Addon } from '../addon.ts';
import { coefficientFeeds, scalar } from '../feeds.ts';
import { firstOf, readOf } from '../graph/builder.ts';
import { FEEDS, LOSS_SLOTS } from '../graph/pack.ts';
import { type Feed, GraphSession } from '../session.ts';
import { type FormGraph, formGraph, KEEP } from './graph.ts';
import { keptOf, variablesOf } from './variables.ts';

export interface FormTrainerOptions {
  /** What the masks of the pack follow from. */
  readonly seed: number;
  /** Examples that one evaluation pass takes at once. */
  readonly evaluationBatch: number;
  /** Where the pack goes on; undefined: it begins. */
  readonly from: PackProgress | undefined;
  onDispose(trainer: FormTrainer): void;
}

/** A pack in training, in the intermediate form. */
export class FormTrainer implements Trainer {
  /** Bytes of the weights, the optimizer's state and the losses. */
  readonly bytes: number;
  readonly #program: Program;
  readonly #form: FormProgram;
  readonly #graph: FormGraph;
  readonly #session: GraphSession;
  readonly #options: FormTrainerOptions;
  #input = new Float32Array(0);
  #losses: Float32Array[] = [];
  /** Batches whose losses are still in the graph, and batches so far. */
  #pending = 0;
  #batches: number;
  #disposed = false;

  constructor(
    addon: Addon,
    { program, form }: { readonly program: Program; readonly form: FormProgram },
    weights: readonly Weights[],
    options: FormTrainerOptions,
  ) {
    const { from } = options;
    this.#graph = formGraph(program, form, weights.length, from ? 'fed' : 'zeros');
    const kept = keptOf(this.#graph.trials[0]!, form).map(({ shape }) => volume(shape));
    const misfit =
      misfitOf(weightLengths(form), weights) ?? (from && keptMisfitOf(kept, from, weights.length));
    if (misfit !== undefined) throw misfit;
    this.#batches = from?.steps ?? 0;
    this.#program = program;
    this.#form = form;
    this.#options = options;
    this.#session = new GraphSession(addon, this.#graph.nodes, (message) =>
      exhausted(message, weights.length),
    );
    const variables = [this.#graph.losses, ...this.#graph.trials.flatMap(variablesOf)];
    this.bytes = variables.reduce((total, { shape }) => total + 4 * volume(shape), 0);
    try {
      this.#session.touch(this.#firstValues(weights), this.#graph.initialized);
    } catch (error) {
      this.#session.close();
      throw error;
    }
  }

  step(batch: Batch, rate = 1): void {
    this.#batches++;
    const { optimizer, accumulate = 1 } = this.#program;
    const updates = this.#batches % accumulate === 0;
    const { seed } = this.#options;
    const masks = drawMasks(this.#form.masks, {
      seed,
      step: this.#batches,
      examples: examplesOf(this.#program, batch),
    });
    const feeds: Record<string, Feed> = { ...this.#feedsOf(batch), ...this.#masksAs(masks, batch) };
    feeds[FEEDS.slot] = { shape: [], values: Int32Array.of(this.#pending) };
    if (updates) {
      Object.assign(feeds, coefficientFeeds(optimizer, this.#batches / accumulate, rate));
      feeds[KEEP] = scalar(keepOf(this.#program, rate));
    }
    this.#session.touch(feeds, updates ? this.#graph.stepped : this.#graph.gathered!);
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
    const { outputs } = this.#form;
    const total = examplesOf(this.#program, batch);
    const found = new Evaluating(this.#graph.trials.length, total, outputs);
    const size = volume(this.#program.inputShape);
    const fetches = this.#graph.evaluated.flatMap(({ losses, scores }) => [losses, scores]);
    const { evaluationBatch } = this.#options;
    const targets = targetsOf(batch, outputs);
    for (let from = 0; from < total; from += evaluationBatch) {
      const to = Math.min(total, from + evaluationBatch);
      const x = batch.x.subarray(from * size, to * size);
      const y = targets.subarray(from * outputs, to * outputs);
      const { share: _, ...feeds } = this.#feedsOf({ x, y });
      found.add(from, this.#session.run(feeds, fetches));
    }
    return found.read(batch);
  }

  async inspect(batch: Batch): Promise<LayerSignal[][]> {
    const masks = openMasks(this.#form.masks, examplesOf(this.#program, batch));
    const wanted = this.#graph.inspected.map((layers) =>
      layers.map(({ values, gradients }) => [values, ...gradients]),
    );
    const feeds = { ...this.#feedsOf(batch), ...this.#masksAs(masks, batch) };
    const found = this.#session.run(feeds, wanted.flat(2)).values();
    return wanted.map((layers) =>
      layers.map((outs, index): LayerSignal => {
        const [values, ...gradients] = outs.map(() => found.next().value!);
        const units = this.#form.inspection[index]!.values.shape.at(-1)!;
        return { ...activityOf({ kernelShape: [], units }, values!, 0, 1), ...magnitude(gradients) };
      }),
    );
  }

  async weights(trial: number): Promise<Weights> {
    const own = this.#graph.trials[trial]!.parameters.slice(0, this.#form.weights);
    return this.#session.run(
      {},
      own.map(({ variable }) => readOf(variable.name)),
    );
  }

  async states(): Promise<readonly TrialState[]> {
    return this.#graph.trials.map((own) => {
      const model = own.parameters.slice(0, this.#form.weights).map(({ variable }) => variable);
      const variables = [...model, ...keptOf(own, this.#form)];
      const values = this.#session.run(
        {},
        variables.map(({ name }) => readOf(name)),
      );
      return { weights: values.slice(0, model.length), kept: values.slice(model.length) };
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#session.close();
    this.#options.onDispose(this);
  }

  #firstValues(weights: readonly Weights[]): Record<string, Feed> {
    const feeds: Record<string, Feed> = {};
    for (const [trial, { parameters }] of this.#graph.trials.entries())
      for (const [index, values] of weights[trial]!.entries()) {
        const { name, shape } = parameters[index]!.variable;
        feeds[firstOf(name)] = { shape, values };
      }
    for (const [trial, arrays] of (this.#options.from?.kept ?? []).entries())
      for (const [index, { name, shape }] of keptOf(this.#graph.trials[trial]!, this.#form).entries())
        feeds[firstOf(name)] = { shape, values: arrays[index]! };
    return feeds;
  }

  #feedsOf(batch: Batch) {
    const examples = examplesOf(this.#program, batch);
    const { x } = batch;
    const { outputs } = this.#form;
    if (this.#input.length < x.length) this.#input = new Float32Array(x.length);
    this.#input.set(x);
    const values = this.#input.subarray(0, x.length);
    return {
      [FEEDS.x]: { shape: [examples, ...this.#program.inputShape], values },
      [FEEDS.y]: { shape: [examples, outputs], values: targetsOf(batch, outputs) },
      [FEEDS.share]: scalar(1 / examples),
    } as const satisfies Record<string, Feed>;
  }

  #masksAs(masks: Readonly<Record<string, Float32Array>>, batch: Batch): Record<string, Feed> {
    const examples = examplesOf(this.#program, batch);
    const feeds = this.#form.masks.map(({ name, shape }) => [
      name,
      { shape: [examples, ...shape], values: masks[name]! },
    ]);
    return Object.fromEntries(feeds);
  }

  #readLosses(): void {
    if (this.#pending === 0) return;
    const [all] = this.#session.run({}, [readOf(this.#graph.losses.name)]);
    const trials = this.#graph.trials.length;
    for (let step = 0; step < this.#pending; step++)
      this.#losses.push(all!.slice(step * trials, (step + 1) * trials));
    this.#pending = 0;
  }
}

const examplesOf = ({ inputShape }: Program, { x }: Batch) => x.length / volume(inputShape);
