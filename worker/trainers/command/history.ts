import { type Metrics, MOST_METRICS } from '../../../proto/metrics.ts';
import type { MetricLine } from './metric-lines.ts';

/** What a program reported of one epoch, as it counts them; values may be NaN or infinite. */
export interface ReportedEpoch {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Values that are kept of the epochs of a trial, all metrics together: as many as fit into an outcome. Later
 * epochs count for what a trial comes to, and are not in its history.
 */
export const MOST_VALUES = 40_000;

/**
 * What an attempt at a trial has reported so far, behind what earlier attempts had: an attempt that starts at
 * epoch 3 from a checkpoint goes on where another was. Of the earlier epochs those stay that come before
 * every one that this attempt reports.
 *
 * Of the names that are reported the first `MOST_METRICS` are taken. Those of the study have their places
 * among them whenever they come, and so have those that earlier attempts reported.
 */
export class History {
  #earlier: readonly ReportedEpoch[];
  readonly #names: Set<string>;
  /** This attempt's, by epoch, and the same epochs ascending. */
  readonly #own = new Map<number, Record<string, number>>();
  readonly #order: number[] = [];
  readonly #last = new Map<string, number>();
  #values = 0;
  /** Of this attempt, for what goes beyond what is kept. */
  #left = 0;

  /**
   * `declared`: the metrics of the study, at most `MOST_METRICS`. `earlier`: the epochs of earlier attempts,
   * ascending.
   */
  constructor(declared: readonly string[], earlier: readonly ReportedEpoch[] = []) {
    this.#names = new Set(declared);
    this.#earlier = earlier.map(({ epoch, metrics }) => ({
      epoch,
      metrics: Object.fromEntries(this.#taken(metrics)),
    }));
  }

  /** The values that this attempt reported last, by metric. */
  get last(): ReadonlyMap<string, number> {
    return this.#last;
  }

  /** Epochs of the trial so far, those of earlier attempts among them. */
  get length(): number {
    return this.#earlier.length + this.#order.length;
  }

  /** Epochs that this attempt starts behind: those of earlier attempts that stay. */
  get resumed(): number {
    return this.#earlier.length;
  }

  /** Epochs that are not kept, since there were too many. */
  get left(): number {
    return this.#left;
  }

  /** All epochs, ascending. */
  epochs(): ReportedEpoch[] {
    return [...this.#earlier, ...this.#order.map((epoch) => ({ epoch, metrics: this.#own.get(epoch)! }))];
  }

  /**
   * Takes what the program reports next. Returns the place of its epoch among all, from 0; undefined when it
   * is of none, or is not kept.
   */
  add({ epoch, metrics }: MetricLine): number | undefined {
    const known = this.#taken(metrics);
    for (const [name, value] of known) this.#last.set(name, value);
    if (epoch === undefined || known.length === 0) return undefined;
    const own = this.#own.get(epoch);
    if (!own && this.#values + known.length > MOST_VALUES) {
      this.#left += 1;
      return undefined;
    }
    const merged = { ...own, ...Object.fromEntries(known) };
    this.#values += Object.keys(merged).length - Object.keys(own ?? {}).length;
    this.#own.set(epoch, merged);
    return this.#placeOf(epoch, own === undefined);
  }

  /** What is known of the epoch at a place. */
  epochAt(place: number): ReportedEpoch {
    const own = place - this.#earlier.length;
    if (own < 0) return this.#earlier[place]!;
    const epoch = this.#order[own]!;
    return { epoch, metrics: this.#own.get(epoch)! };
  }

  #placeOf(epoch: number, isNew: boolean): number {
    const before = this.#order.findLastIndex((other) => other <= epoch);
    if (!isNew) return this.#earlier.length + before;
    this.#order.splice(before + 1, 0, epoch);
    if (before < 0) this.#earlier = this.#earlier.filter((earlier) => earlier.epoch < epoch);
    return this.#earlier.length + before + 1;
  }

  /** Those that there is room for: what is taken once is always taken. */
  #taken(metrics: Readonly<Record<string, number>>): [string, number][] {
    return Object.entries(metrics).filter(([name]) => {
      if (this.#names.size < MOST_METRICS) this.#names.add(name);
      return this.#names.has(name);
    });
  }
}

/** Those that are finite. Pure. */
export function finite(metrics: Readonly<Record<string, number>>): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
