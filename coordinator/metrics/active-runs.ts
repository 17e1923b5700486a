/**
 * For how long, in seconds, it is said of a run that nobody has to work on it: as long as an alert remembers
 * how far the run was.
 */
const REMEMBERED = 3600;

/**
 * Which runs somebody has to work on, as far as this process knows. Without its word a run that was paused,
 * edited or deleted looks to Prometheus like one whose coordinator died.
 */
export class ActiveRuns {
  readonly #active = new Set<string>();
  /** Runs that are done, paused or given up; since when, Unix time in seconds. */
  readonly #settled = new Map<string, number>();

  /** The run is open here. */
  opened(run: string): void {
    this.#settled.delete(run);
    this.#active.add(run);
  }

  /** The run is done, paused or given up. */
  settled(run: string, now: number): void {
    this.#active.delete(run);
    this.#settled.set(run, now);
  }

  /**
   * The run is not open here any more, and somebody has to go on with it: what was said last goes on to hold.
   */
  left(run: string): void {
    this.#active.delete(run);
  }

  /** Of each run: whether it is active. */
  *read(now: number): Iterable<readonly [run: string, active: boolean]> {
    for (const run of this.#active) yield [run, true];
    for (const [run, since] of this.#settled) {
      if (now - since > REMEMBERED) this.#settled.delete(run);
      else yield [run, false];
    }
  }
}
