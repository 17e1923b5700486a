import type { RunEvent } from '../../coordinator/run/events.ts';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';

/**
 * Which workers hold a pack, from what they say of themselves and from what they begin. A heartbeat may be
 * lost: then a worker counts as busy a little longer than it is, never as free while it works.
 */
export class OccupancyBook {
  readonly #busy = new Map<string, boolean>();

  event(event: RunEvent): void {
    if (event.kind === 'began') this.#busy.set(event.worker, true);
  }

  heartbeat({ worker, state }: HeartbeatRequest__Output): void {
    if (worker) this.#busy.set(worker.worker, state !== 'WORKER_STATE_IDLE');
  }

  /** Names that are remembered. */
  get size(): number {
    return this.#busy.size;
  }

  /**
   * Forgets all but the newest word of each of these Jobs: names that no Job has, and those of earlier
   * processes.
   */
  keepOnly(jobs: readonly string[]): void {
    const kept = jobs.flatMap((job) => {
      const words = [...this.#busy].filter(([worker]) => worker.startsWith(`${job}-`));
      return words.slice(-1);
    });
    this.#busy.clear();
    for (const [worker, busy] of kept) this.#busy.set(worker, busy);
  }

  /**
   * The newest word of the worker whose name begins so: `busy`, `idle`, or nothing when it was never heard
   * of.
   */
  of(prefix: string): 'busy' | 'idle' | undefined {
    let found: 'busy' | 'idle' | undefined;
    for (const [worker, busy] of this.#busy) {
      if (!worker.startsWith(prefix)) continue;
      // A worker that was started again has a new name: its last one is the newest.
      found = busy ? 'busy' : 'idle';
    }
    return found;
  }
}
