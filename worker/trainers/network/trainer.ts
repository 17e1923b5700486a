/** The built-in trainer: a pack is one graph, trained in this process on an engine. */
import type { Engine } from '../../../engines/engine.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Trial } from '../../../study/grid.ts';
import { isNetworkRun, type Manifest } from '../../../study/manifest.ts';
import type {
  AttemptResult,
  Held,
  PackJob,
  Trainer,
  TrainerDescription,
  TrainingObserver,
} from '../trainer.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import type { CheckpointStore } from './checkpoints/store.ts';
import { networkPack } from './pack.ts';
import { trainParts } from './pack-parts.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';

/** What the built-in trainer is opened with, beside its engine. */
export interface NetworkTrainerOptions {
  /** Where it saves trials, for their next attempts; absent: nothing is saved. */
  readonly store?: CheckpointStore;
  /** fanout's version: a checkpoint of another is passed over. */
  readonly version?: string;
  readonly log?: (message: string, fields?: Record<string, unknown>) => void;
}

/**
 * Opens the built-in trainer on the engine that `loadEngine` gives; the trainer disposes it when it is
 * closed. Throws what `loadEngine` throws (BACKEND_UNAVAILABLE, …).
 */
export async function openNetworkTrainer(
  loadEngine: () => Promise<Engine>,
  options: NetworkTrainerOptions = {},
): Promise<Trainer> {
  return new NetworkTrainer(await loadEngine(), options);
}

class NetworkTrainer implements Trainer {
  readonly description: TrainerDescription;
  readonly #engine: Engine;
  readonly #log: (message: string, fields?: Record<string, unknown>) => void;
  readonly #checkpoints: Checkpoints | undefined;
  /** The run whose data is loaded. */
  #prepared: PreparedRun | undefined;

  constructor(engine: Engine, { store, version = '', log = () => undefined }: NetworkTrainerOptions) {
    this.#engine = engine;
    this.#log = log;
    this.#checkpoints = store && new Checkpoints({ store, version, engine, log });
    this.description = {
      backend: engine.backend,
      text: engine.description,
      usesGpu: engine.backend === 'tfjs-node-gpu',
    };
  }

  held(): Held {
    return { tensors: this.#engine.tensors(), bytes: this.#engine.bytes() };
  }

  async prepare(manifest: Manifest, signal: AbortSignal): Promise<void> {
    if (this.#prepared?.manifest.run === manifest.run) return;
    if (!isNetworkRun(manifest))
      throw new FanoutError(
        'INTERNAL',
        `run ${manifest.run} is of a program, and this worker trains networks`,
      );
    this.#prepared = await prepareRun(manifest, signal);
  }

  async run(
    { manifest, trials }: PackJob,
    observer: TrainingObserver,
    signal: AbortSignal,
  ): Promise<readonly AttemptResult[]> {
    if (this.#prepared?.manifest.run !== manifest.run)
      throw new FanoutError('INTERNAL', `run ${manifest.run} was not prepared before its first pack`);
    const pack = networkPack(this.#prepared, trials);
    const { manifest: own } = this.#prepared;
    try {
      const kept = await this.#checkpoints?.open(own, trials, () => observer.onProgress());
      const { parts, saverOf } = kept ?? beginning(trials.length);
      const setting = { engine: this.#engine, observer, signal, saverOf, log: this.#log };
      const reports = await trainParts(pack, parts, setting);
      return reports.map((report) => ({ status: 'completed', report }));
    } catch (error) {
      // Whatever goes wrong once it is told to stop comes of that.
      signal.throwIfAborted();
      throw error;
    }
  }

  async recorded(trial: Trial): Promise<void> {
    await this.#checkpoints?.recorded(trial);
  }

  async close(): Promise<void> {
    this.#engine.dispose();
  }
}

/** How a pack is trained of which nothing is kept. */
const beginning = (trials: number) => ({
  parts: [{ trials: [...Array(trials).keys()], steps: 0 }],
  saverOf: () => undefined,
});
