import { FanoutError } from '../../proto/errors.ts';
import { outageWords } from '../storage/outage.ts';

type Log = (message: string, fields?: Record<string, unknown>) => void;

interface Failing {
  readonly since: Date;
  readonly times: number;
}

/**
 * What fails again and again, and is tried again and again: each message says why, how often, and since when.
 */
export class Trouble {
  readonly #what: string;
  readonly #now: () => Date;
  readonly #failing = new Map<string, Failing>();

  /** `what` could not be done: `reconcile run`. */
  constructor(what: string, now: () => Date = () => new Date()) {
    this.#what = what;
    this.#now = now;
  }

  /**
   * Waits for a try, and logs what comes of it; of one that goes well nothing, unless it had failed before.
   * Never throws.
   */
  async tried(name: string, work: Promise<unknown>, log: Log): Promise<void> {
    try {
      await work;
      const again = this.worked(name);
      if (again) log(again, { run: name });
    } catch (error) {
      // The run has ended with it, and whoever waits for the run says so.
      if (error instanceof FanoutError && error.code === 'RUN_STORE_LOST') return;
      log(this.failed(name, outageWords(error)), { run: name });
    }
  }

  /** It has failed for `name`, and will be tried again: the message for that. */
  failed(name: string, why: string): string {
    const { since, times } = this.#failing.get(name) ?? { since: this.#now(), times: 0 };
    this.#failing.set(name, { since, times: times + 1 });
    const often = times === 0 ? 'for the first time' : `${times + 1} times since ${since.toISOString()}`;
    return `could not ${this.#what} ${name} (${often}); will try again: ${why}`;
  }

  /** It has worked for `name`: the message for that, where it had failed before. */
  worked(name: string): string | undefined {
    const before = this.#failing.get(name);
    this.#failing.delete(name);
    if (!before) return undefined;
    const often = before.times === 1 ? 'once' : `${before.times} times`;
    return `could ${this.#what} ${name} again, after it had failed ${often} since ${before.since.toISOString()}`;
  }
}
