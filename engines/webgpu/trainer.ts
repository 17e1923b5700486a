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
import { Evaluating } from '../ir/program/evaluating.ts';
import { drawMasks, openMasks } from '../ir/program/masks.ts';
import { weightLengths } from '../ir/program/program.ts';
import { keepOf } from '../ir/program/step.ts';
import { activityOf } from '../layer-activity.ts';
import { coefficientsOf } from '../optimizers/registry.ts';
import { keptMisfitOf, misfitOf } from '../weights-misfit.ts';
import type { CodeName, Plan } from './compile/plan.ts';
import { BoundCode } from './device/bound.ts';
import type { Card } from './device/card.ts';
import { readBack } from './device/read-back.ts';
import { LOSS_STEPS, PackBuffers, type Sizes, sizesOf } from './pack/buffers.ts';
import { keptLengths, readKept, writeKept } from './pack/kept.ts';
import { Loading } from './pack/loading.ts';
import { magnitudeOf } from './pack/magnitude.ts';
import { Recording } from './pack/recording.ts';
import { readLosses, readResults } from './pack/results.ts';
import { writeWeights } from './pack/write-weights.ts';

export interface TrainerOptions {
  /** Absent: the pack begins. */
  readonly from?: PackProgress | undefined;
  /** What the masks of the pack follow from. */
  readonly seed: number;
  onDispose(trainer: WebgpuTrainer): void;
}

type Codes = Readonly<Partial<Record<CodeName, BoundCode>>>;

/**
 * A pack in training on a card: all trials side by side in each kernel. Steps are recorded and submitted
 * several at a time; nothing is read until it is asked for.
 */
export class WebgpuTrainer implements Trainer {
  readonly #card: Card;
  readonly #program: Program;
  readonly #plan: Plan;
  readonly #trials: number;
  readonly #sizes: Sizes;
  readonly #buffers: PackBuffers;
  readonly #codes: Codes;
  readonly #options: TrainerOptions;
  readonly #loading: Loading;
  readonly #recording: Recording;
  /** Batches that wait to be submitted, one behind the other. */
  readonly #waiting: ArrayBuffer;
  #steps = 0;
  /** Losses on the card, and those of earlier steps. */
  #losses = 0;
  #read: Promise<Float32Array[]>[] = [];
  #batches = 0;
  #disposed = false;

  private constructor(
    card: Card,
    { program, plan }: { readonly program: Program; readonly plan: Plan },
    pack: {
      readonly trials: number;
      readonly sizes: Sizes;
      readonly buffers: PackBuffers;
      readonly codes: Codes;
    },
    options: TrainerOptions,
  ) {
    this.#card = card;
    this.#program = program;
    this.#plan = plan;
    this.#trials = pack.trials;
    this.#sizes = pack.sizes;
    this.#buffers = pack.buffers;
    this.#codes = pack.codes;
    this.#options = options;
    this.#loading = new Loading(plan, program);
    this.#recording = new Recording(card);
    this.#batches = options.from?.steps ?? 0;
    this.#waiting = new ArrayBuffer(this.#sizes.whole.waiting * 4);
  }

  /** Starts a pack. Rejects with OUT_OF_MEMORY or MODEL_TOO_LARGE, and INTERNAL for weights that misfit. */
  static async start(
    card: Card,
    { program, plan }: { readonly program: Program; readonly plan: Plan },
    weights: readonly Weights[],
    options: TrainerOptions,
  ): Promise<WebgpuTrainer> {
    const { from } = options;
    const misfit =
      misfitOf(weightLengths(plan.form), weights) ??
      (from && keptMisfitOf(keptLengths(plan), from, weights.length));
    if (misfit !== undefined) throw misfit;
    const trials = weights.length;
    const sizes = sizesOf(plan, trials);
    const buffers = await PackBuffers.take(card, sizes, trials);
    try {
      const bound = Object.entries(plan.codes).map(async ([name, { code }]) => {
        return [name, await BoundCode.bind(card, code, trials, (store) => buffers.of(store))] as const;
      });
      const codes: Codes = Object.fromEntries(await Promise.all(bound));
      writeWeights(card, buffers.of('parameters'), plan, weights);
      if (from) writeKept(card, buffers, plan, from.kept);
      return new WebgpuTrainer(card, { program, plan }, { trials, sizes, buffers, codes }, options);
    } catch (error) {
      buffers.free();
      throw error;
    }
  }

  step(batch: Batch, rate = 1): void | Promise<void> {
    const { accumulate = 1, optimizer, batchSize } = this.#program;
    const n = this.#loading.examplesOf(batch, batchSize);
    this.#batches++;
    const name = this.#batches % accumulate === 0 ? 'training' : 'gathering';
    const at = this.#steps * this.#plan.stepWords * 4;
    const bytes = this.#loading.write(this.#waiting, at, batch, {
      masks: drawMasks(this.#plan.form.masks, { seed: this.#options.seed, step: this.#batches, examples: n }),
      keep: keepOf(this.#program, rate),
      coefficients: coefficientsOf(optimizer, this.#batches / accumulate, rate),
    });
    const { encoder } = this.#recording;
    encoder.copyBufferToBuffer(this.#buffers.of('waiting'), at, this.#buffers.of('inputs'), 0, bytes);
    this.#record(encoder, name, n);
    const loss = this.#plan.codes[name]!.code.results[0]!;
    if (loss.kind === 'made')
      encoder.copyBufferToBuffer(
        this.#buffers.of(loss),
        0,
        this.#buffers.of('losses'),
        this.#losses * this.#trials * 16,
        this.#trials * 16,
      );
    this.#steps++;
    this.#losses++;
    const full = this.#losses === LOSS_STEPS;
    if (full || this.#steps === this.#sizes.steps) return this.#submit(full);
  }

  async takeLosses(): Promise<Float32Array[]> {
    this.#submit(true);
    const read = this.#read;
    this.#read = [];
    const losses = (await Promise.all(read)).flat();
    const failure = this.#card.failure();
    if (failure !== undefined) throw failure;
    return losses;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    const total = this.#loading.examplesOf(batch);
    const { examples } = this.#plan.codes.evaluation!;
    const found = new Evaluating(this.#trials, total, this.#plan.form.outputs);
    for (let from = 0; from < total; from += examples) {
      const to = Math.min(total, from + examples);
      const results = await this.#run('evaluation', this.#loading.part(batch, from, to));
      found.add(from, results.flat());
    }
    return found.read(batch);
  }

  async inspect(batch: Batch): Promise<LayerSignal[][]> {
    const n = this.#loading.examplesOf(batch, this.#program.batchSize);
    const results = await this.#run('inspection', batch, openMasks(this.#plan.form.masks, n));
    return results.map((own) => {
      let next = 0;
      return this.#plan.form.inspection.map(({ values, gradients }): LayerSignal => {
        const [seen, ...sizes] = own.slice(next, next + 1 + 2 * gradients.length);
        next += 1 + 2 * gradients.length;
        const units = values.shape.at(-1)!;
        return { ...activityOf({ kernelShape: [], units }, seen!, 0, 1), ...magnitudeOf(sizes) };
      });
    });
  }

  async weights(trial: number): Promise<Weights> {
    this.#submit();
    const { total, offsets } = this.#plan.parameters;
    const all = await readBack(this.#card, this.#buffers.of('parameters'), trial * total, total);
    return weightLengths(this.#plan.form).map((length, index) =>
      all.slice(offsets[index]!, offsets[index]! + length),
    );
  }

  async states(): Promise<readonly TrialState[]> {
    this.#submit();
    const of = async (trial: number): Promise<TrialState> => {
      const reading = readKept(this.#card, this.#buffers, this.#plan, trial);
      const [weights, kept] = await Promise.all([this.weights(trial), reading]);
      return { weights, kept };
    };
    return Promise.all(Array.from({ length: this.#trials }, (_, trial) => of(trial)));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#buffers.free();
    this.#options.onDispose(this);
  }

  #record(encoder: GPUCommandEncoder, name: CodeName, n: number): void {
    const pass = encoder.beginComputePass();
    this.#codes[name]!.record(pass, n);
    pass.end();
  }

  /** Submits the steps that wait; `losses`: their losses are read, and those of earlier steps. */
  #submit(losses = false): Promise<void> | undefined {
    if (this.#steps > 0) {
      const bytes = this.#steps * this.#plan.stepWords * 4;
      this.#card.device.queue.writeBuffer(this.#buffers.of('waiting'), 0, this.#waiting, 0, bytes);
      this.#steps = 0;
    }
    const behind = this.#recording.submit();
    if (losses && this.#losses > 0) {
      const read = readLosses(this.#card, this.#buffers, this.#losses, this.#trials);
      // Whoever takes the losses hears of it; a pack may end before.
      read.catch(() => undefined);
      this.#read.push(read);
      this.#losses = 0;
    }
    return behind;
  }

  /** Runs a code that changes nothing: copies of its results, trial by trial. */
  async #run(
    name: 'evaluation' | 'inspection',
    batch: Batch,
    masks: Readonly<Record<string, Float32Array>> = {},
  ): Promise<Float32Array[][]> {
    this.#submit();
    const { code, examples } = this.#plan.codes[name]!;
    const n = this.#loading.examplesOf(batch);
    const memory = new ArrayBuffer(this.#plan.inputWords * 4);
    const bytes = this.#loading.write(memory, 0, batch, { masks });
    this.#card.device.queue.writeBuffer(this.#buffers.of('inputs'), 0, memory, 0, bytes);
    this.#record(this.#recording.encoder, name, n);
    this.#recording.submit();
    return readResults(this.#card, this.#buffers, { code, examples, n }, this.#trials);
  }
}
