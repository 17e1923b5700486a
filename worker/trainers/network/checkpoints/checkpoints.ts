import type { Engine } from '../../../../engines/engine.ts';
import type { Trial } from '../../../../study/grid.ts';
import type { NetworkManifest } from '../../../../study/manifest.ts';
import { fingerprintOf } from './fingerprint.ts';
import { KeptTrial, type Log } from './kept-trial.ts';
import { type PackPart, resumption } from './resumption.ts';
import { Saver, type Trouble } from './saver.ts';
import type { CheckpointStore } from './store.ts';

/** What checkpoints are made with. */
export interface CheckpointsOptions {
  readonly store: CheckpointStore;
  /** fanout's: one of another version is of no use. */
  readonly version: string;
  readonly engine: Pick<Engine, 'backend' | 'description'>;
  readonly log: Log;
}

/** The checkpoints of a worker, pack by pack. */
export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #trouble: Trouble = { told: false };
  /** Of the pack that was opened last, by the keys of its trials. */
  #pack = new Map<string, KeptTrial>();

  constructor(options: CheckpointsOptions) {
    this.#options = options;
  }

  /** Finds what is kept of a pack's trials: the parts in which it is to be trained, and what saves each. */
  async open(manifest: NetworkManifest, trials: readonly Trial[], onProgress: () => void) {
    const { store, engine, version, log } = this.#options;
    const kept = trials.map((trial) => {
      const fingerprint = fingerprintOf(manifest, trial, engine, version);
      return new KeptTrial(store, { trial: trial.key, fingerprint }, log);
    });
    this.#pack = new Map(trials.map(({ key }, place) => [key, kept[place]!]));
    const { every } = manifest.study.checkpoint ?? {};
    return {
      parts: await resumption(kept, onProgress),
      saverOf: ({ trials: own, steps }: PackPart) => {
        const options = { every, place: store.place, trouble: this.#trouble, log };
        const ofPart = own.map((trial) => kept[trial]!);
        return new Saver(ofPart, steps, options);
      },
    };
  }

  /** A trial's outcome is recorded: what is kept of it goes. */
  async recorded(trial: Trial): Promise<void> {
    await this.#pack.get(trial.key)?.remove();
  }
}
