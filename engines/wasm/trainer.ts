import { FanoutError } from '../../proto/errors.ts';
import type { Activity } from '../activity.ts';
import type { Batch, Evaluation, LayerSignal, Program, Trainer, Weights } from '../engine.ts';
import { volume } from '../layers/shape.ts';
import { coefficientsOf, PROGRAMS, programOf } from '../optimizers/registry.ts';
import { stageActivity } from './activity.ts';
import { type Arena, takeArena } from './arena.ts';
import type { WasmBackend } from './backend.ts';
import { bindStages } from './bind.ts';
import type { Kernels } from './kernels.ts';
import { EVALUATION_BATCH, lanesOf, type Plan, planPack } from './plan.ts';
import { type Extent, framedVolume, type StageKernels, type WeightBuffers } from './stage.ts';

/**
 * Nothing moves: the gradients are measured (`assembly/optimizer.ts`). Other numbers are places in
 * `PROGRAMS`.
 */
const MEASURE = -1;

/**
 * How long a turn may keep the process from its other work, in milliseconds. A large model has fewer steps in
 * a turn, and should lose little by it: what a turn saves is small beside its steps.
 */
const TURN_MS = 400;

/**
 * A pack in training on the project's own kernels. The trials take turns on one set of activation buffers,
 * some steps each on batches that were gathered once: a packed trial does, value for value, what it would do
 * alone, and no trial reads what another wrote. Whatever looks at the results first runs the steps that still
 * wait.
 */
export class WasmTrainer implements Trainer {
  readonly #kernels: Kernels;
  readonly #backend: WasmBackend;
  readonly #program: Program;
  /** The number of the optimizer's program in the kernels. */
  readonly #updateProgram: number;
  readonly #plan: Plan;
  readonly #arena: Arena;
  /** slots × stages. */
  readonly #stages: readonly (readonly StageKernels[])[];
  /** trials × stages: the weights' addresses, undefined for a stage without. */
  readonly #weights: readonly (readonly (WeightBuffers | undefined)[])[];
  readonly #onDispose: (arena: Arena) => void;
  #losses: Float32Array[] = [];
  #steps = 0;
  /** Lanes that each slot's frame of zeros was made for. */
  readonly #framedLanes: number[] = [];
  /**
   * The steps that wait for the turn, slot by slot, and how many make one: 1 until it is known how long a
   * step takes.
   */
  #waiting: Extent[] = [];
  #turn = 1;
  #disposed = false;

  constructor(
    runtime: { readonly kernels: Kernels; readonly backend: WasmBackend },
    program: Program,
    weights: readonly Weights[],
    watch: { readonly onStart: (arena: Arena) => void; readonly onDispose: (arena: Arena) => void },
  ) {
    this.#kernels = runtime.kernels;
    this.#backend = runtime.backend;
    this.#program = program;
    this.#updateProgram = PROGRAMS.indexOf(programOf(program.optimizer));
    this.#plan = planPack(program, weights.length);
    this.#arena = takeArena(runtime.backend, this.#plan.bytes, weights.length);
    const misfit = misfitOf(this.#plan, weights);
    if (misfit !== undefined) {
      this.#arena.free();
      throw misfit;
    }
    this.#onDispose = watch.onDispose;
    watch.onStart(this.#arena);
    const { base } = this.#arena;
    const memory = { kernels: runtime.kernels, floats: this.#floats.bind(this) };
    this.#stages = this.#plan.slots.map((slot) => bindStages(memory, this.#plan, base, slot));
    this.#weights = this.#plan.weights.map((layers) => this.#relocate(layers));
    for (const [trial, arrays] of weights.entries()) {
      for (const [index, pointer] of this.#pointers(trial).entries())
        this.#floats(pointer, arrays[index]!.length).set(arrays[index]!);
    }
  }

  step(batch: Batch): void {
    this.#waiting.push(this.#load(batch, lanesOf(this.#program.batchSize), this.#waiting.length));
    if (this.#waiting.length >= this.#turn) this.#takeTurns();
  }

  takeLosses(): Float32Array[] {
    this.#takeTurns();
    const losses = this.#losses;
    this.#losses = [];
    return losses;
  }

  evaluate(batch: Batch): Evaluation {
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
      const extent = this.#load(part, EVALUATION_BATCH, 0);
      for (const [trial, weights] of this.#weights.entries()) {
        loss[trial]! += this.#forward(weights, extent, 0, (logits) => {
          writeRows(scores[trial]!.subarray(from * classes, to * classes), logits, extent, classes);
        });
        right[trial]! += this.#kernels.correct();
      }
    }
    return { loss: loss.map((sum) => sum / total), accuracy: right.map((count) => count / total), scores };
  }

  inspect(batch: Batch): LayerSignal[][] {
    this.#takeTurns();
    this.#kernels.setUpdate(MEASURE);
    this.#kernels.takeReach();
    this.#kernels.takeSquares();
    const extent = this.#load(batch, lanesOf(batch.y.length), 0);
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

  weights(trial: number): Weights {
    this.#takeTurns();
    const sizes = this.#plan.stages.flatMap(({ weights }) => (weights ? [weights.kernel, weights.bias] : []));
    return this.#pointers(trial).map((pointer, index) => this.#floats(pointer, sizes[index]!).slice());
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#arena.free();
    this.#onDispose(this.#arena);
  }

  /** Lets each trial in turn do the steps that wait. */
  #takeTurns(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const began = performance.now();
    const losses = waiting.map(() => new Float32Array(this.#weights.length));
    const { optimizer } = this.#program;
    const coefficients = waiting.map((_, slot) => coefficientsOf(optimizer, this.#steps + slot + 1));
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
    const stepMs = (performance.now() - began) / waiting.length;
    this.#turn = Math.max(1, Math.min(this.#plan.slots.length, Math.floor(TURN_MS / stepMs)));
  }

  /**
   * Forward pass of one trial; returns the sum of the losses and leaves the logits' gradient where backward
   * starts.
   */
  #forward(
    weights: readonly (WeightBuffers | undefined)[],
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

  /**
   * Brings a batch into a slot of the arena: the raw values as they are, then gathered, scaled and framed.
   */
  #load({ x, y }: Batch, lanes: number, slot: number): Extent {
    const { base } = this.#arena;
    const first = this.#plan.stages[0]!;
    const raw = base + this.#plan.raw;
    const input = base + this.#plan.slots[slot]!.input;
    const heap = this.#backend.wasm.HEAPU8;
    heap.set(new Uint8Array(x.buffer, x.byteOffset, x.byteLength), raw);
    heap.set(new Uint8Array(y.buffer, y.byteOffset, y.byteLength), base + this.#plan.slots[slot]!.labels);
    if (this.#framedLanes[slot] !== lanes) {
      // The frame's zeros stand elsewhere when a row of lanes is shorter or longer.
      heap.fill(0, input, input + framedVolume(first) * lanes * 4);
      this.#framedLanes[slot] = lanes;
    }
    const flat = first.input.length !== 3;
    const [h, w, c] = flat ? [1, 1, volume(first.input)] : (first.input as [number, number, number]);
    const frame = first.frame ?? { height: h, width: w, top: 0, left: 0 };
    const group = first.gatheredBy ?? lanes;
    const sizes = [
      y.length,
      lanes,
      group,
      h,
      w,
      c,
      frame.height,
      frame.width,
      frame.top,
      frame.left,
    ] as const;
    this.#kernels.gather(raw, input, x instanceof Float32Array ? 1 : 0, ...sizes, this.#program.scale);
    return { n: y.length, lanes };
  }

  #relocate(layers: readonly WeightBuffers[]): (WeightBuffers | undefined)[] {
    const { base } = this.#arena;
    const moved = layers.map(({ kernel, bias, states }) => ({
      kernel: base + kernel,
      bias: base + bias,
      states: states.map((state) => ({ kernel: base + state.kernel, bias: base + state.bias })),
    }));
    return this.#plan.stages.map(({ weights }) => (weights ? moved.shift() : undefined));
  }

  #pointers(trial: number): number[] {
    return this.#weights[trial]!.flatMap((layer) => (layer === undefined ? [] : [layer.kernel, layer.bias]));
  }

  #floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.#backend.wasm.HEAPU8.buffer, pointer, count);
  }
}

/** Logits as the kernels have them, class by class in lanes, example by example. */
function writeRows(rows: Float32Array, logits: Float32Array, { n, lanes }: Extent, classes: number): void {
  for (let example = 0; example < n; example++)
    for (let own = 0; own < classes; own++) rows[example * classes + own] = logits[own * lanes + example]!;
}

/** The error to throw where a trial's weights are not the model's. */
function misfitOf({ stages }: Plan, weights: readonly Weights[]): FanoutError | undefined {
  const wanted = stages.flatMap(({ weights: own }) => Object.values(own ?? {})).join(', ');
  for (const [trial, arrays] of weights.entries()) {
    const found = arrays.map((array) => array.length).join(', ');
    if (found !== wanted) {
      const message = `trial ${trial} of the pack has weights of ${found} values; the model wants ${wanted}`;
      return new FanoutError('INTERNAL', message);
    }
  }
  return undefined;
}
