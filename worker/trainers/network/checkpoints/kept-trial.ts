import { whyUnwritten } from '../../../../datasets/why-unwritten.ts';
import { decoded, encoded } from './format.ts';
import { checkpointName, checkpointsAmong } from './names.ts';
import { contentsOf, type SavedTrial, savedTrialOf } from './saved-trial.ts';
import type { CheckpointStore } from './store.ts';

/** How many checkpoints of a trial are kept: the last, and the one before, should that turn out damaged. */
const KEPT = 2;

export type Log = (message: string, fields?: Record<string, unknown>) => void;

/** The checkpoints of one trial. */
export class KeptTrial {
  readonly #store: CheckpointStore;
  readonly #trial: string;
  readonly #fingerprint: string;
  readonly #log: Log;
  /** Whether anything may be there. */
  #any = false;

  /** `trial`: its key. `fingerprint`: what its checkpoints must be of. */
  constructor(store: CheckpointStore, { trial, fingerprint }: TrialIdentity, log: Log) {
    this.#store = store;
    this.#trial = trial;
    this.#fingerprint = fingerprint;
    this.#log = log;
  }

  /** Behind how many steps each of its checkpoints stands, newest first; says which are of no use to it. */
  async steps(): Promise<number[]> {
    const all = await this.#all().catch((error) => {
      const { place } = this.#store;
      this.#log(`cannot read checkpoints in ${place}: ${whyUnwritten(error)}; the trial begins anew`, {
        trial: this.#trial,
      });
      return [];
    });
    this.#any = all.length > 0;
    const own = all.filter(({ fingerprint }) => fingerprint === this.#fingerprint);
    if (own.length < all.length)
      this.#log('passed over a checkpoint of another study, dataset, engine or version of fanout', {
        trial: this.#trial,
        checkpoints: all.length - own.length,
      });
    return own.map(({ steps }) => steps);
  }

  /** Reads a checkpoint; undefined, and a line in the log, where it is of no use. */
  async read(steps: number): Promise<SavedTrial | undefined> {
    const name = checkpointName(this.#fingerprint, steps);
    let why = 'it is damaged';
    const bytes = await this.#store.read(this.#trial, name).catch((error) => {
      why = whyUnwritten(error);
      return undefined;
    });
    const contents = bytes && decoded(bytes);
    const saved = contents && savedTrialOf(contents, this.#fingerprint);
    if (saved) return saved;
    this.#log(`cannot use checkpoint ${name}: ${why}`, { trial: this.#trial });
    return undefined;
  }

  /** Writes a checkpoint, and lets go of those before the last two. Rejects with what the store does. */
  async write(saved: SavedTrial, steps: number): Promise<void> {
    this.#any = true;
    const parts = await encoded(contentsOf(saved, this.#fingerprint));
    await this.#store.write(this.#trial, checkpointName(this.#fingerprint, steps), parts);
    const own = (await this.#all()).filter(({ fingerprint }) => fingerprint === this.#fingerprint);
    for (const { name } of own.slice(KEPT)) await this.#store.remove(this.#trial, name);
  }

  /** Lets go of all, those of no use as well. What cannot be removed stays. */
  async remove(): Promise<void> {
    if (!this.#any) return;
    try {
      for (const { name } of await this.#all()) await this.#store.remove(this.#trial, name);
    } catch (error) {
      this.#log(`cannot remove checkpoints in ${this.#store.place}: ${whyUnwritten(error)}`);
    }
  }

  async #all() {
    return checkpointsAmong(await this.#store.list(this.#trial));
  }
}

/** Whose checkpoints they are. */
export interface TrialIdentity {
  readonly trial: string;
  readonly fingerprint: string;
}
