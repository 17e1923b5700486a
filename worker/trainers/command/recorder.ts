import type { TrainingObserver } from '../trainer.ts';
import { finite, type History } from './history.ts';
import type { KeptHistory } from './kept-history.ts';
import { readMetricLine } from './metric-lines.ts';
import type { PackSteps } from './pack-steps.ts';

/** Calls that tell of epochs, at most, for what came in one piece: a program may print thousands at once. */
const MOST_CALLS = 16;

export interface RecorderOptions {
  readonly history: History;
  readonly kept: KeptHistory;
  readonly steps: PackSteps;
  /** The trial's place in its pack. */
  readonly place: number;
  readonly observer: TrainingObserver;
  /** Aborted: nothing more is told; what is reported is kept all the same, as a checkpoint may be of it. */
  readonly signal: AbortSignal;
}

/** Takes the lines that a program prints: what they report is recorded, kept, and told. */
export class Recorder {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Takes lines that came together. */
  take(lines: readonly string[]): void {
    const { history, kept } = this.#options;
    const changed = new Map<number, { readonly taken: number }>();
    for (const line of lines) {
      const reported = readMetricLine(line);
      if (!reported) continue;
      const before = history.length;
      const place = history.add(reported);
      if (place === undefined) continue;
      const taken = (changed.get(place)?.taken ?? 0) + Math.max(0, history.length - before);
      changed.set(place, { taken });
    }
    const places = [...changed.keys()];
    kept.add(places.map((place) => history.epochAt(place)));
    const share = Math.ceil(places.length / MOST_CALLS);
    for (let from = 0; from < places.length; from += share)
      this.#tell(
        places.slice(from, from + share),
        places.slice(from, from + share).reduce((sum, place) => sum + changed.get(place)!.taken, 0),
      );
  }

  #tell(places: readonly number[], taken: number): void {
    const { history, steps, place: trial, observer, signal } = this.#options;
    if (signal.aborted) return;
    const count = Math.max(...places) + 1;
    if (taken > 0) observer.onSteps(steps.reached(trial, count, taken));
    if (signal.aborted) return;
    observer.onEpochs(
      places.map((place) => ({
        place: trial,
        epoch: place,
        metrics: finite(history.epochAt(place).metrics),
      })),
    );
  }
}
