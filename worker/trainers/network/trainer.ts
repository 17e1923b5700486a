/** The built-in trainer: a pack is one graph, trained in this process on an engine. */
import type { Engine } from '../../../engines/engine.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { isNetworkRun, type Manifest } from '../../../study/manifest.ts';
import type {
  AttemptResult,
  Held,
  PackJob,
  Trainer,
  TrainerDescription,
  TrainingObserver,
} from '../trainer.ts';
import { networkPack } from './pack.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';
import { trainPack } from './train.ts';

/**
 * Opens the built-in trainer on the engine that `loadEngine` gives; the trainer disposes it when it is
 * closed. Throws what `loadEngine` throws (BACKEND_UNAVAILABLE, …).
 */
export async function openNetworkTrainer(loadEngine: () => Promise<Engine>): Promise<Trainer> {
  return new NetworkTrainer(await loadEngine());
}

class NetworkTrainer implements Trainer {
  readonly description: TrainerDescription;
  readonly #engine: Engine;
  /** The run whose data is loaded. */
  #prepared: PreparedRun | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
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
    try {
      const reports = await trainPack(this.#engine, pack, observer, signal);
      return reports.map((report) => ({ status: 'completed', report }));
    } catch (error) {
      // Whatever goes wrong once it is told to stop comes of that.
      signal.throwIfAborted();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#engine.dispose();
  }
}
