/**
 * How long a file has not been touched, as far as one has watched it: by this process's monotonic clock,
 * since the machine's clock may be set meanwhile, also back to before the file was last touched.
 */
export class StandingStill {
  readonly #now: () => number;
  #touched: number | undefined;
  #since = 0;

  /** `now`: milliseconds of a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds since the file was first seen with this time of its last touch; 0 the first time. */
  seen(touched: number): number {
    const now = this.#now();
    if (this.#touched !== touched) [this.#touched, this.#since] = [touched, now];
    return now - this.#since;
  }
}
