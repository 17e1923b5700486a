import type { Metrics } from '../../proto/metrics.ts';
import type { Outcome } from '../ledger/outcome.ts';

/** What the board, the metrics and the status of a run are fed with. Times are the receiver's business. */
export type RunEvent =
  /** An outcome stands in the ledger. Once for each trial, those of before a restart too (`old`). */
  | { readonly kind: 'recorded'; readonly outcome: Outcome; readonly old: boolean }
  | {
      readonly kind: 'began';
      readonly pack: string;
      readonly trials: readonly number[];
      readonly attempt: number;
      readonly worker: string;
      /** Seconds between the pack's publication and this, when known. */
      readonly waited?: number;
    }
  | {
      readonly kind: 'progress';
      readonly pack: string;
      readonly worker: string;
      readonly step: number;
      readonly steps: number;
      /** Examples trained since the last event of this pack, counted for each trial. */
      readonly examples: number;
      readonly examplesPerSecond: number;
      readonly trials: readonly TrialProgress[];
    }
  | {
      readonly kind: 'released';
      readonly pack: string;
      readonly worker: string;
      readonly code: string;
      readonly reason: string;
      readonly trials: readonly number[];
    }
  | ({ readonly kind: 'log' } & ProgramLog)
  | { readonly kind: 'split'; readonly pack: string; readonly into: number }
  /** An outcome came for a trial that has one. */
  | { readonly kind: 'duplicate'; readonly trial: number; readonly worker: string }
  | { readonly kind: 'rejected'; readonly trial: number; readonly worker: string; readonly reason: string }
  | { readonly kind: 'reconciled'; readonly republished: number }
  | { readonly kind: 'done' };

/** What a program has written in an attempt at a trial: head and tail of its output. */
export interface ProgramLog {
  readonly trial: number;
  readonly attempt: number;
  readonly worker: string;
  /** UTF-8, as far as the program wrote that. */
  readonly text: Uint8Array;
}

export interface TrialProgress {
  readonly trial: number;
  /** Last epoch that ended, from 0; absent before. */
  readonly epoch?: number;
  /** After that epoch, by name: finite, and within what the study says. */
  readonly metrics?: Metrics;
}

/** Those who listen to a run. A listener that throws is a defect, and does not stop the run. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  add(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }
}
