/** How often a worker's changes of state are told at most. */
const EVERY_MS = 250;

/**
 * Tells of a worker's state: at once where it has not been told of for a while, and otherwise as soon as that
 * is so, with the state of then. A worker whose trials take milliseconds changes it hundreds of times a
 * second.
 */
export class Heartbeats {
  readonly #beat: () => void;
  #beatAt = Number.NEGATIVE_INFINITY;
  #later: NodeJS.Timeout | undefined;

  /** `beat`: tells of the state as it is when it is called. */
  constructor(beat: () => void) {
    this.#beat = beat;
  }

  /** Something has changed. */
  changed(): void {
    if (this.#later) return;
    const wait = this.#beatAt + EVERY_MS - performance.now();
    if (wait <= 0) this.now();
    else this.#later = setTimeout(() => this.now(), wait);
  }

  /** Tells at once, whatever was told when. */
  now(): void {
    this.end();
    this.#beatAt = performance.now();
    this.#beat();
  }

  /** Tells no more of what has changed so far. */
  end(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
  }
}
