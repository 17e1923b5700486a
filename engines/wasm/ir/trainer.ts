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
import { activityOf } from '../../layer-activity.ts';
import { volume } from '../../layers/shape.ts';
import { magnitude } from '../../magnitude.ts';
import { keptMisfitOf, misfitOf } from '../../weights-misfit.ts';
import { type Arena, takeArena } from '../arena.ts';
import type { WasmBackend } from '../backend.ts';
import type { Kernels } from '../kernels.ts';
import { keptIn, type PackLayout } from './layout.ts';
import { Loading } from './loading.ts';
import { bindCodes, type PackCode, type Result } from './pack-code.ts';
import { CODES, type CodeName, compiled, layoutOf } from './plan.ts';
import { Updating } from './updating.ts';

export interface FormTrainerOptions {
  /** What the masks of the pack follow from. */
  readonly seed: number;
  /** Where the pack goes on; undefined: it begins. */
  readonly from: PackProgress | undefined;
  onStart(arena: Arena): void;
  onDispose(arena: Arena): void;
}

/**
 * A pack in training, in the intermediate form. Trials run one after the other over the same batch, in the
 * same room: a packed trial does what it would do alone. Nothing is allocated in the kernels' memory after
 * the start.
 */
export class FormTrainer implements Trainer {
  readonly #backend: WasmBackend;
  readonly #form: FormProgram;
  readonly #batchSize: number;
  readonly #evaluationBatch: number;
  readonly #seed: number;
  readonly #accumulate: number;
  readonly #layout: PackLayout;
  /** What each trial keeps beside its weights: offsets and lengths. */
  readonly #kept: readonly (readonly (readonly [number, number])[])[];
  readonly #arena: Arena;
  readonly #codes: readonly PackCode[];
  readonly #loading: Loading;
  readonly #updating: Updating;
  readonly #onDispose: (arena: Arena) => void;
  #losses: Float32Array[] = [];
  #batches: number;
  #disposed = false;

  constructor(
    runtime: { readonly kernels: Kernels; readonly backend: WasmBackend },
    program: Program,
    weights: readonly Weights[],
    { seed, from, onStart, onDispose }: FormTrainerOptions,
  ) {
    const { kernels, backend } = runtime;
    const { form, codes, examples } = compiled(program);
    const layout = layoutOf(program, weights.length);
    const lengths = form.parameters.map(({ shape }) => volume(shape));
    const kept = weights.map((_, trial) => keptIn(layout, trial, { lengths, weights: form.weights }));
    const keptLengths = kept[0]!.map(([, length]) => length);
    const misfit =
      misfitOf(weightLengths(form), weights) ?? (from && keptMisfitOf(keptLengths, from, weights.length));
    if (misfit !== undefined) throw misfit;
    this.#kept = kept;
    this.#batches = from?.steps ?? 0;
    this.#backend = backend;
    this.#form = form;
    this.#batchSize = program.batchSize;
    this.#evaluationBatch = examples[CODES.indexOf('evaluation')]!;
    this.#seed = seed;
    this.#accumulate = program.accumulate ?? 1;
    this.#layout = layout;
    this.#arena = takeArena(backend, this.#layout.bytes, weights.length);
    this.#onDispose = onDispose;
    onStart(this.#arena);
    const { base } = this.#arena;
    const heap = () => this.#backend.wasm.HEAPU8;
    this.#codes = bindCodes(codes, this.#layout, base, { kernels, memory: backend.wasm.asm.memory });
    this.#loading = new Loading({ kernels, heap }, this.#layout, base, program);
    this.#updating = new Updating({ kernels, heap }, program, this.#layout, base);
    this.#writeTables();
    for (const [trial, arrays] of weights.entries())
      for (const [index, array] of arrays.entries())
        this.#floats(base + this.#layout.parameters[trial]![index]!, array.length).set(array);
    for (const [trial, arrays] of (from?.kept ?? []).entries())
      for (const [index, [place, length]] of kept[trial]!.entries())
        this.#floats(base + place, length).set(arrays[index]!);
  }

  step(batch: Batch, rate = 1): void {
    this.#batches++;
    const updates = this.#batches % this.#accumulate === 0;
    const { training, gathering } = this.#form;
    const step = updates ? training : gathering!;
    const { shared, trials, results } = this.#codeOf(updates ? 'training' : 'gathering');
    const n = this.#loading.load(batch, this.#form.outputs, this.#batchSize);
    const { masks } = this.#form;
    this.#putMasks(drawMasks(masks, { seed: this.#seed, step: this.#batches, examples: n }));
    this.#updating.begin(this.#batches / this.#accumulate, rate);
    for (const run of shared) run(n);
    const losses = new Float32Array(trials.length);
    for (const [trial, own] of trials.entries()) {
      for (const run of own) run(n);
      const [loss] = results[trial] as [Result];
      losses[trial] = this.#floats(loss.at, 1)[0]!;
      this.#updating.apply(step, trial, results[trial]!);
    }
    this.#losses.push(losses);
  }

  async takeLosses(): Promise<Float32Array[]> {
    const losses = this.#losses;
    this.#losses = [];
    return losses;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    const { outputs } = this.#form;
    const total = this.#loading.examplesOf(batch);
    const found = new Evaluating(this.#layout.parameters.length, total, outputs);
    for (let from = 0; from < total; from += this.#evaluationBatch) {
      const to = Math.min(total, from + this.#evaluationBatch);
      const n = this.#loading.load(this.#loading.part(batch, from, to), outputs, this.#evaluationBatch);
      found.add(from, this.#run('evaluation', n).flat());
    }
    return found.read(batch);
  }

  async inspect(batch: Batch): Promise<LayerSignal[][]> {
    const n = this.#loading.load(batch, this.#form.outputs, this.#batchSize);
    this.#putMasks(openMasks(this.#form.masks, n));
    return this.#run('inspection', n).map((results) => {
      let next = 0;
      return this.#form.inspection.map(({ values, gradients }): LayerSignal => {
        const [own, ...back] = results.slice(next, next + 1 + gradients.length);
        next += 1 + gradients.length;
        const units = values.shape.at(-1)!;
        return { ...activityOf({ kernelShape: [], units }, own!, 0, 1), ...magnitude(back) };
      });
    });
  }

  async weights(trial: number): Promise<Weights> {
    return this.#weightsOf(trial);
  }

  async states(): Promise<readonly TrialState[]> {
    const { base } = this.#arena;
    return this.#kept.map((own, trial) => ({
      weights: this.#weightsOf(trial),
      kept: own.map(([place, length]) => this.#floats(base + place, length).slice()),
    }));
  }

  #weightsOf(trial: number): Weights {
    const places = this.#layout.parameters[trial]!;
    return this.#form.parameters
      .slice(0, this.#form.weights)
      .map(({ shape }, index) => this.#floats(this.#arena.base + places[index]!, volume(shape)).slice());
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#arena.free();
    this.#onDispose(this.#arena);
  }

  /** Runs a code that changes nothing: copies of its results, trial by trial. */
  #run(name: CodeName, n: number): Float32Array[][] {
    const { shared, trials, results } = this.#codeOf(name);
    for (const run of shared) run(n);
    return trials.map((own, trial) => {
      for (const run of own) run(n);
      return results[trial]!.map(({ at, count }) => this.#floats(at, count(n)).slice());
    });
  }

  #codeOf(name: CodeName): PackCode {
    return this.#codes[CODES.indexOf(name)]!;
  }

  #putMasks(masks: Readonly<Record<string, Float32Array>>): void {
    for (const [name, mask] of Object.entries(masks)) this.#loading.put(name, mask);
  }

  #writeTables(): void {
    for (const [buffer, place] of this.#layout.tables)
      if (buffer.kind === 'table') {
        const { contents } = buffer;
        const bytes = new Uint8Array(contents.buffer, contents.byteOffset, contents.byteLength);
        this.#backend.wasm.HEAPU8.set(bytes, this.#arena.base + place);
      }
  }

  #floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.#backend.wasm.HEAPU8.buffer, pointer, count);
  }
}
