import type { ThroughputPart } from './view.ts';

/** As many points as a chart can show. */
const MOST = 120;
/** The most workers whose rates are kept: those who said something last. */
export const MOST_WORKERS = 1_000;

/**
 * Examples per second over the whole of a run in bounded memory: counted in stretches of one second at first,
 * and of twice as many whenever there are too many stretches.
 */
export class Throughput {
  readonly #start: number;
  readonly #rates = new Map<string, number>();
  #width = 1;
  #examples: number[] = [];

  /** `start`: Unix time in seconds. */
  constructor(start: number) {
    this.#start = start;
  }

  /** A worker trained so many examples, at this rate, up to `now`. */
  trained(worker: string, examples: number, examplesPerSecond: number, now: number): void {
    this.#rates.delete(worker);
    this.#rates.set(worker, examplesPerSecond);
    if (this.#rates.size > MOST_WORKERS) this.#rates.delete(this.#rates.keys().next().value!);
    while (this.#placeOf(now) >= MOST) this.#halve();
    const seconds = examplesPerSecond > 0 ? examples / examplesPerSecond : 0;
    const first = this.#placeOf(now - seconds);
    const last = this.#placeOf(now);
    while (this.#examples.length <= last) this.#examples.push(0);
    // Told at once, but trained over a while: counted where it was told, it would make peaks that never were.
    for (let place = first; place <= last; place++) {
      this.#examples[place]! += examples * this.#shareOf(place, now - seconds, now);
    }
  }

  /** What a worker last said; undefined for one that never trained. */
  rateOf(worker: string): number | undefined {
    return this.#rates.get(worker);
  }

  /** Stretches that are over by `now`; the one that is not would look like a fall. */
  part(now: number): ThroughputPart {
    while (this.#placeOf(now) > MOST) this.#halve();
    const over = this.#placeOf(now);
    const rates = Array.from({ length: over }, (_, place) => (this.#examples[place] ?? 0) / this.#width);
    return { width: this.#width, rates: rates.map(Math.round) };
  }

  /** Which share of the time from … to lies in a stretch. What lies before the start counts for the first. */
  #shareOf(place: number, from: number, to: number): number {
    if (this.#placeOf(from) === this.#placeOf(to)) return 1;
    const start = place === 0 ? from : Math.max(from, this.#start + place * this.#width);
    const end = Math.min(to, this.#start + (place + 1) * this.#width);
    return (end - start) / (to - from);
  }

  #placeOf(now: number): number {
    return Math.max(0, Math.floor((now - this.#start) / this.#width));
  }

  #halve(): void {
    this.#width *= 2;
    this.#examples = Array.from(
      { length: Math.ceil(this.#examples.length / 2) },
      (_, index) => this.#examples[2 * index]! + (this.#examples[2 * index + 1] ?? 0),
    );
  }
}
