import type { Manifest } from '../../study/manifest.ts';
import type { RunState } from '../run-state/run-state.ts';
import type { QueueFigures, QueueWatch } from './queue.ts';

/**
 * The most runs that are complete and not served any more, and are shown all the same: each run is a label of
 * many series.
 */
export const MOST_ENDED = 4;

interface Kept {
  readonly state: RunState;
  readonly queue: QueueWatch;
  /** Its ledger has been read. */
  open: boolean;
  /** It is not served any more. */
  closed: boolean;
}

/** A run that is shown, for families to read. */
export interface ShownRun {
  readonly manifest: Manifest;
  readonly state: RunState;
  /** What NATS said last of its queue and ledger; undefined while it does not answer. */
  readonly figures: QueueFigures | undefined;
}

/** Which runs the metrics are about: those that are served, and the last that ended. */
export class ShownRuns {
  readonly #runs = new Map<string, Kept>();
  readonly #onForgotten: (run: string) => void;

  /** `onForgotten`: called of a run that is shown no longer. */
  constructor(onForgotten: (run: string) => void) {
    this.#onForgotten = onForgotten;
  }

  /** The run is about to be opened: its events are gathered from here on, and shown once it is `opened`. */
  opening(state: RunState, queue: QueueWatch): void {
    const { run } = state.manifest;
    if (this.#runs.has(run)) this.#forget(run);
    this.#runs.set(run, { state, queue, open: false, closed: false });
  }

  /** The run's ledger has been read; its state. */
  opened(run: string): RunState | undefined {
    const kept = this.#runs.get(run);
    if (kept) kept.open = true;
    return kept?.state;
  }

  /** Whether this run is shown and complete. */
  isComplete(run: string): boolean {
    return this.#runs.get(run)?.state.complete ?? false;
  }

  /** The run is not served any more. A complete one stays in sight, so that a last scrape sees its end. */
  closed(run: string): void {
    const kept = this.#runs.get(run);
    if (!kept) return;
    kept.closed = true;
    if (!kept.state.complete) this.#forget(run);
    const ended = [...this.#runs].filter(([, each]) => each.closed);
    for (const [old] of ended.slice(0, -MOST_ENDED)) this.#forget(old);
  }

  *[Symbol.iterator](): Iterator<ShownRun> {
    for (const { open, state, queue } of this.#runs.values())
      if (open) yield { manifest: state.manifest, state, figures: queue.figures };
  }

  /** Asks NATS about all of them at once. Never rejects. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(({ queue }) => queue.refresh()));
  }

  #forget(run: string): void {
    this.#runs.delete(run);
    this.#onForgotten(run);
  }
}
