/** Which limit of its time a program went beyond. */
export type Limit = 'quiet' | 'timeout';

/** How often the lease is told, at least, that a program is alive: well within what a lease lasts. */
const BEAT_MS = 5_000;

export interface WatchOptions {
  /** Longest time without a sign of life, in milliseconds. */
  readonly quietMs: number;
  /** Longest time in all, in milliseconds; absent: any. */
  readonly timeoutMs?: number;
  /**
   * The program counts as alive: at each sign of life, and every few seconds until its silence is too long.
   */
  readonly onAlive: () => void;
  /** It went beyond a limit. Called once, and nothing after it. */
  readonly onLimit: (limit: Limit) => void;
}

/**
 * Watches the time of a program. From outside nobody sees whether one gets on: until it has been silent for
 * longer than the study allows it counts as working.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #startedAt = performance.now();
  #heardAt = this.#startedAt;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#arm();
  }

  /** The program gave a sign of life. */
  sign(): void {
    if (!this.#timer) return;
    this.#heardAt = performance.now();
    this.#options.onAlive();
  }

  /** Stops watching. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #left(): Record<Limit, number> {
    const { quietMs, timeoutMs = Number.POSITIVE_INFINITY } = this.#options;
    const now = performance.now();
    return { timeout: this.#startedAt + timeoutMs - now, quiet: this.#heardAt + quietMs - now };
  }

  #arm(): void {
    const { timeout, quiet } = this.#left();
    this.#timer = setTimeout(() => this.#check(), Math.max(1, Math.min(BEAT_MS, timeout, quiet)));
  }

  #check(): void {
    const { timeout, quiet } = this.#left();
    if (Math.min(timeout, quiet) <= 0) {
      this.end();
      this.#options.onLimit(timeout <= 0 ? 'timeout' : 'quiet');
    } else {
      this.#options.onAlive();
      this.#arm();
    }
  }
}
