import type { Activity } from '../activity.ts';
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
import { volume } from '../layers/shape.ts';
import { coefficientsOf, PROGRAMS, programOf } from '../optimizers/registry.ts';
import { keptMisfitOf, misfitOf } from '../weights-misfit.ts';
import { stageActivity } from './activity.ts';
import { type Arena, takeArena } from './arena.ts';
import type { WasmBackend } from './backend.ts';
import { BatchLoader } from './batch-loader.ts';
import { bindStages } from './bind.ts';
import type { Kernels } from './kernels.ts';
import { writeRows } from './logit-rows.ts';
import { keptOf, pointersOf, sizesOf, type TrialWeights, weightsAt } from './pack-weights.ts';
import { EVALUATION_BATCH, lanesOf, type Plan, planPack } from './plan.ts';
import type { Extent, StageKernels, WeightBuffers } from './stage.ts';
import { Turns } from './turns.ts';

/**
 * Nothing moves: the gradients are measured (`assembly/optimizer.ts`). Other numbers are places in
 * `PROGRAMS`.
 */
const MEASURE = -1;

/**
 * A pack in training on the project's own kernels. The trials take turns on one set of activation buffers,
 * some steps each on batches that were gathered once: a packed trial does, value for value, what it would do
 * alone, and no trial reads what another wrote. Whatever looks at the results first runs the steps that still
 * wait.
 */
export class WasmTrainer implements Trainer {
  readonly #kernels: Kernels;
  readonly #backend: WasmBackend;
  readonly #loader: BatchLoader;
  readonly #turns: Turns;
  readonly #program: Program;
  /** The number of the optimizer's program in the kernels. */
  readonly #updateProgram: number;
  readonly #plan: Plan;
  readonly #arena: Arena;
  /** slots × stages. */
  readonly #stages: readonly (readonly StageKernels[])[];
  readonly #weights: readonly TrialWeights[];
  readonly #onDispose: (arena: Arena) => void;
  #losses: Float32Array[] = [];
  #steps: number;
  /** What the learning rate is multiplied by in each of the steps that wait. */
  #rates: number[] = [];
  #disposed = false;

  constructor(
    runtime: { readonly kernels: Kernels; readonly backend: WasmBackend },
    program: Program,
    weights: readonly Weights[],
    watch: { readonly onStart: (arena: Arena) => void; readonly onDispose: (arena: Arena) => void },
    from?: PackProgress,
  ) {
    mustBeChain(program);
    this.#kernels = runtime.kernels;
    this.#backend = runtime.backend;
    this.#program = program;
    this.#updateProgram = PROGRAMS.indexOf(programOf(program.optimizer));
    this.#plan = planPack(program, weights.length);
    this.#arena = takeArena(runtime.backend, this.#plan.bytes, weights.length);
    const { base } = this.#arena;
    const sizes = sizesOf(this.#plan.stages);
    this.#weights = weightsAt(this.#plan, base);
    const kept = this.#weights.map((own) => keptOf(own, sizes));
    const lengths = kept[0]!.map(([, length]) => length);
    const misfit = misfitOf(sizes, weights) ?? (from && keptMisfitOf(lengths, from, weights.length));
    if (misfit !== undefined) {
      this.#arena.free();
      throw misfit;
    }
    this.#onDispose = watch.onDispose;
    watch.onStart(this.#arena);
    this.#stages = this.#plan.slots.map((slot) => bindStages(runtime.kernels, this.#plan, base, slot));
    this.#loader = new BatchLoader(runtime, this.#plan, base, program.scale);
    this.#turns = new Turns(this.#plan.slots.length);
    for (const [trial, arrays] of weights.entries()) {
      for (const [index, pointer] of pointersOf(this.#weights[trial]!).entries())
        this.#floats(pointer, arrays[index]!.length).set(arrays[index]!);
    }
    for (const [trial, arrays] of (from?.kept ?? []).entries())
      for (const [index, [pointer, length]] of kept[trial]!.entries())
        this.#floats(pointer, length).set(arrays[index]!);
    this.#steps = from?.steps ?? 0;
  }

  step(batch: Batch, rate = 1): void {
    this.#rates.push(rate);
    const extent = this.#loader.load(batch, lanesOf(this.#program.batchSize), this.#turns.slot);
    if (this.#turns.add(extent)) this.#takeTurns();
  }

  async takeLosses(): Promise<Float32Array[]> {
    this.#takeTurns();
    const losses = this.#losses;
    this.#losses = [];
    return losses;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    this.#takeTurns();
    const loss = new Float64Array(this.#weights.length);
    const right = new Float64Array(this.#weights.length);
    const total = batch.y.length;
    const { classes } = this.#program;
    const scores = this.#weights.map(() => new Float32Array(total * classes));
    const size = volume(this.#program.inputShape);
    for (let from = 0; from < total; from += EVALUATION_BATCH) {
      const to = Math.min(total, from + EVALUATION_BATCH);
      const part = { x: batch.x.subarray(from * size, to * size), y: batch.y.subarray(from, to) };
      const extent = this.#loader.load(part, EVALUATION_BATCH, 0);
      for (const [trial, weights] of this.#weights.entries()) {
        loss[trial]! += this.#forward(weights, extent, 0, (logits) => {
          writeRows(scores[trial]!.subarray(from * classes, to * classes), logits, extent, classes);
        });
        right[trial]! += this.#kernels.correct();
      }
    }
    return { loss: loss.map((sum) => sum / total), accuracy: right.map((count) => count / total), scores };
  }

  async inspect(batch: Batch): Promise<LayerSignal[][]> {
    this.#takeTurns();
    this.#kernels.setUpdate(MEASURE);
    this.#kernels.takeReach();
    this.#kernels.takeSquares();
    const extent = this.#loader.load(batch, lanesOf(batch.y.length), 0);
    const stages = this.#stages[0]!;
    return this.#weights.map((weights) => {
      this.#forward(weights, extent, 0);
      const signals: LayerSignal[] = [];
      for (let index = stages.length - 1; index >= 0; index--) {
        stages[index]!.backward(weights[index], extent);
        const own = weights[index];
        if (own === undefined) continue;
        const gradientNorm = Math.sqrt(this.#kernels.takeSquares());
        const maxAbsGradient = this.#kernels.takeReach();
        signals.unshift({
          ...this.#activity(index, own, batch, extent),
          gradientNorm,
          maxAbsGradient,
        });
      }
      return signals;
    });
  }

  /** What the forward pass just done has left behind a stage with weights. */
  #activity(index: number, weights: WeightBuffers, batch: Batch, { n, lanes }: Extent): Activity {
    const stage = this.#plan.stages[index]!;
    if (stage.activity !== undefined) {
      const { kernel, bias } = stage.weights!;
      const floats = { kernel: this.#floats(weights.kernel, kernel), bias: this.#floats(weights.bias, bias) };
      return stage.activity(batch, this.#program.scale, floats);
    }
    const output = this.#arena.base + this.#plan.buffers[index]!.output;
    return stageActivity(stage, this.#floats(output, volume(stage.output) * lanes), n, lanes);
  }

  async weights(trial: number): Promise<Weights> {
    this.#takeTurns();
    return this.#weightsOf(this.#weights[trial]!);
  }

  async states(): Promise<readonly TrialState[]> {
    this.#takeTurns();
    const sizes = sizesOf(this.#plan.stages);
    return this.#weights.map((own) => ({
      weights: this.#weightsOf(own),
      kept: keptOf(own, sizes).map(([pointer, length]) => this.#floats(pointer, length).slice()),
    }));
  }

  #weightsOf(own: TrialWeights): Weights {
    const sizes = sizesOf(this.#plan.stages);
    return pointersOf(own).map((pointer, index) => this.#floats(pointer, sizes[index]!).slice());
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#arena.free();
    this.#onDispose(this.#arena);
  }

  /** Lets each trial in turn do the steps that wait. */
  #takeTurns(): void {
    const waiting = this.#turns.take();
    if (waiting.length === 0) return;
    const began = performance.now();
    const losses = waiting.map(() => new Float32Array(this.#weights.length));
    const { optimizer } = this.#program;
    const rates = this.#rates;
    this.#rates = [];
    const coefficients = waiting.map((_, slot) =>
      coefficientsOf(optimizer, this.#steps + slot + 1, rates[slot]),
    );
    for (const [trial, weights] of this.#weights.entries()) {
      for (const [slot, extent] of waiting.entries()) {
        this.#kernels.setUpdate(this.#updateProgram, ...coefficients[slot]!);
        losses[slot]![trial] = this.#forward(weights, extent, slot) / extent.n;
        const stages = this.#stages[slot]!;
        for (let index = stages.length - 1; index >= 0; index--)
          stages[index]!.backward(weights[index], extent);
      }
    }
    this.#steps += waiting.length;
    this.#losses.push(...losses);
    this.#turns.took((performance.now() - began) / waiting.length);
  }

  /**
   * Forward pass of one trial; returns the sum of the losses and leaves the logits' gradient where backward
   * starts.
   */
  #forward(
    weights: TrialWeights,
    { n, lanes }: Extent,
    slot: number,
    onLogits?: (logits: Float32Array) => void,
  ): number {
    for (const [index, stage] of this.#stages[slot]!.entries()) stage.forward(weights[index], { n, lanes });
    const { base } = this.#arena;
    const last = this.#plan.buffers.at(-1)!;
    onLogits?.(this.#floats(base + last.output, this.#program.classes * lanes));
    const training = lanes <= lanesOf(this.#program.batchSize);
    // An evaluation may have more lanes than the gradient has room for: it overwrites the logits, which
    // nobody reads again.
    const gradient = base + (training ? last.outputGradient : last.output);
    const labels = base + this.#plan.slots[slot]!.labels;
    return this.#kernels.crossEntropy(base + last.output, labels, gradient, this.#program.classes, n, lanes);
  }

  #floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.#backend.wasm.HEAPU8.buffer, pointer, count);
  }
}
