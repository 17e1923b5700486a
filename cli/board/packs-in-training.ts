import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Metrics } from '../../proto/metrics.ts';

/** A pack that a worker holds, and how far it is. */
export interface PackInTraining {
  readonly pack: string;
  readonly worker: string;
  readonly trials: readonly number[];
  /** Share of its training that is done, 0 … 1. */
  readonly trained: number;
  /** Epochs that have ended. */
  readonly epochs: number;
  /** Of each trial after the last of them, where it was told. */
  readonly metrics: readonly Metrics[];
}

/** Silence about a pack is broken after so long, in milliseconds. */
const AGAIN_MS = 30_000;
/** The end of an epoch is told where the last word of its pack is so old, in milliseconds. */
const EPOCH_MS = 5_000;

interface Held extends PackInTraining {
  readonly saidAt: number;
}

/** The packs that are being trained, and which of them there is something to say of. */
export class PacksInTraining {
  readonly #held = new Map<string, Held>();

  /** Takes an event in. Returns the pack that it ended an epoch of, if that is worth a word now. */
  take(event: RunEvent, now: number): PackInTraining | undefined {
    switch (event.kind) {
      case 'began': {
        const { pack, worker, trials } = event;
        this.#held.set(pack, { pack, worker, trials, trained: 0, epochs: 0, metrics: [], saidAt: now });
        return undefined;
      }
      case 'progress':
        return this.#progressed(event, now);
      case 'released':
        this.#held.delete(event.pack);
        return undefined;
      case 'recorded':
        for (const [pack, { trials }] of this.#held)
          if (trials.includes(event.outcome.trial)) this.#held.delete(pack);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Packs of which nothing was said for 30 seconds. From now on something was. */
  silent(now: number): PackInTraining[] {
    const silent = [...this.#held.values()].filter(({ saidAt }) => now - saidAt >= AGAIN_MS);
    for (const held of silent) this.#held.set(held.pack, { ...held, saidAt: now });
    return silent;
  }

  #progressed(event: Extract<RunEvent, { kind: 'progress' }>, now: number): PackInTraining | undefined {
    const before = this.#held.get(event.pack);
    // A late word of a pack that has ended.
    if (!before) return undefined;
    const epochs = Math.max(before.epochs, ...event.trials.map(({ epoch }) => (epoch ?? -1) + 1));
    const metrics = event.trials.flatMap(({ metrics: own }) => (own ? [own] : []));
    const trained = event.steps > 0 ? Math.min(1, event.step / event.steps) : before.trained;
    // The end of the last epoch is told by the outcomes.
    const told = epochs > before.epochs && trained < 1 && now - before.saidAt >= EPOCH_MS;
    const after = {
      ...{ ...before, trained, epochs, saidAt: told ? now : before.saidAt },
      metrics: metrics.length > 0 ? metrics : before.metrics,
    };
    this.#held.set(event.pack, after);
    return told ? after : undefined;
  }
}
