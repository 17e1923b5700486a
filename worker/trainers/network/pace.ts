/** Training from one pause to the next, in which the process does nothing else. */
export interface Turn {
  readonly steps: number;
  /** Trained in it, counted for each trial. */
  readonly examples: number;
  /** Wall-clock time of the steps, and of waiting for their batches, which is not among it. */
  readonly seconds: number;
  readonly waited: number;
}

/**
 * Times training turn by turn. Not step by step: an engine may put steps off and do several at once, so that
 * most calls take no time and one takes the time of all. A turn ends behind a call that took long, with
 * nothing or little put off.
 */
export class Pace {
  readonly #longestMs: number;
  readonly #now: () => number;
  #beganAt: number;
  #steps = 0;
  #examples = 0;
  #waitedMs = 0;

  /**
   * `longestMs`: how long a turn lasts, beyond the step in which that time is over. `now` in milliseconds;
   * absent: the machine's clock.
   */
  constructor(longestMs: number, now: () => number = () => performance.now()) {
    this.#longestMs = longestMs;
    this.#now = now;
    this.#beganAt = now();
  }

  /** Waits for a batch that is not there yet; the time does not count as training. */
  async waitFor<Value>(value: Promise<Value>): Promise<Value> {
    const asked = this.#now();
    try {
      return await value;
    } finally {
      this.#waitedMs += this.#now() - asked;
    }
  }

  /** A step was taken; true when it is time to pause. */
  step(examples: number): boolean {
    this.#steps += 1;
    this.#examples += examples;
    return this.#now() - this.#beganAt > this.#longestMs;
  }

  /** The turn is over. */
  end(): Turn {
    const seconds = (this.#now() - this.#beganAt - this.#waitedMs) / 1000;
    return { steps: this.#steps, examples: this.#examples, seconds, waited: this.#waitedMs / 1000 };
  }

  /** The next turn begins. */
  begin(): void {
    this.#beganAt = this.#now();
    this.#steps = 0;
    this.#examples = 0;
    this.#waitedMs = 0;
  }
}
