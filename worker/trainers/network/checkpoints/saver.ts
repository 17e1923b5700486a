import { setTimeout } from 'node:timers/promises';
import { whyUnwritten } from '../../../../datasets/why-unwritten.ts';
import type { KeptTrial, Log } from './kept-trial.ts';
import type { SavedTrial } from './saved-trial.ts';

/** The least time between two checkpoints, unless the study has another: seconds. */
export const EVERY_SECONDS = 60;
/** The share of the time that saving may keep training waiting, unless the study says how often. */
const MOST_SHARE = 0.01;
/** How long a write under way is waited for at the end of a pack: a store may never answer. */
const PATIENCE_MS = 10_000;

/** The trials of a part as they stand, in their order, and how many steps came before. */
export interface Standings {
  readonly steps: number;
  readonly trials: readonly SavedTrial[];
}

/** Tells of trouble with a store once, until it works again. */
export interface Trouble {
  told: boolean;
}

/** When a part of a pack is saved, and how. */
export interface SaverOptions {
  /** The least time between two checkpoints that the study has: seconds. */
  readonly every: number | undefined;
  readonly place: string;
  readonly trouble: Trouble;
  readonly log: Log;
  /** Milliseconds; absent: the machine's clock. */
  readonly now?: () => number;
  /** How long a write under way is waited for at the end, in milliseconds; absent: 10 seconds. */
  readonly patienceMs?: number;
}

/**
 * Saves the trials of a part of a pack while it trains. What they are is copied at once; writing goes on
 * beside training, one checkpoint after the other. A store that fails costs a line in the log.
 */
export class Saver {
  readonly #trials: readonly KeptTrial[];
  readonly #options: SaverOptions;
  readonly #now: () => number;
  #savedAt: number;
  /** Of training, for the last checkpoint. */
  #tookMs = 0;
  /** Steps before the last checkpoint. */
  #steps: number;
  #writing: Promise<void> | undefined;

  /** `steps`: behind which the part begins. */
  constructor(trials: readonly KeptTrial[], steps: number, options: SaverOptions) {
    this.#trials = trials;
    this.#steps = steps;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#savedAt = this.#now();
  }

  /**
   * Whether it is time for a checkpoint: at the end of an epoch as soon as the least time is over, within an
   * epoch once a minute is over as well.
   */
  due(at: 'epoch' | 'step'): boolean {
    if (this.#writing) return false;
    const { every } = this.#options;
    const least = 1000 * (every ?? EVERY_SECONDS);
    const within = at === 'epoch' ? least : Math.max(least, 1000 * EVERY_SECONDS);
    const affordable = every === undefined ? this.#tookMs / MOST_SHARE : 0;
    return this.#now() - this.#savedAt >= Math.max(within, affordable);
  }

  /** Takes a checkpoint of what `capture` gives, and lets it be written. */
  async save(capture: () => Promise<Standings>): Promise<void> {
    const began = this.#now();
    const standings = await capture();
    this.#writing = this.#write(standings).finally(() => {
      this.#writing = undefined;
    });
    this.#savedAt = this.#now();
    this.#tookMs = this.#savedAt - began;
    this.#steps = standings.steps;
  }

  /** Takes a checkpoint of what was done since the last, and waits until it is written, if not for ever. */
  async saveLast(steps: number, capture: () => Promise<Standings>): Promise<void> {
    await this.settled();
    if (this.#writing || steps === this.#steps) return;
    await this.save(capture);
    await this.settled();
  }

  /** Waits for a write under way, but not for ever. */
  async settled(): Promise<void> {
    if (!this.#writing) return;
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([
      this.#writing,
      setTimeout(this.#options.patienceMs ?? PATIENCE_MS, undefined, { signal }).catch(() => undefined),
    ]);
    patience.abort();
  }

  async #write({ steps, trials }: Standings): Promise<void> {
    const { trouble, log, place } = this.#options;
    try {
      for (const [at, saved] of trials.entries()) await this.#trials[at]!.write(saved, steps);
      trouble.told = false;
    } catch (error) {
      if (!trouble.told)
        log(`cannot save checkpoints in ${place}: ${whyUnwritten(error)}; training goes on without`);
      trouble.told = true;
    }
  }
}
