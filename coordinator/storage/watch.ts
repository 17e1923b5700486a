/**
 * Notices that NATS stores nothing while its connection stands: a full disk is told by writes that are not
 * answered, and by nothing else.
 */
import { isUnstored } from './refusal.ts';

/** What metrics show of it. */
export interface StorageState {
  /** Writes that NATS did not store while the connection stood. */
  readonly failures: number;
  /** Whether each stream took the last write, as far as this process has written. */
  readonly writable: boolean;
}

/** NATS stores nothing, or stores again. */
export type StorageChange =
  | { readonly kind: 'failing'; readonly reason: string; readonly since: Date }
  | { readonly kind: 'recovered'; readonly seconds: number };

export interface StorageWatchOptions {
  /** Whether the connection stands. */
  readonly connected: () => boolean;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  /**
   * Hears, in place of the log, once that a stream takes nothing, and once that all of them take writes
   * again.
   */
  readonly onChange?: (change: StorageChange) => void;
  /**
   * Milliseconds since 1970; absent: the machine's clock at the start of the process, and what has passed
   * since.
   */
  readonly now?: () => number;
}

/** One stream that did not take the last write. */
interface Failing {
  readonly since: number;
  readonly times: number;
  readonly lastAt: number;
  /** When it was last logged; undefined: not yet. */
  readonly saidAt: number | undefined;
}

/**
 * A stream that still takes nothing after so long, in milliseconds, counts: writes that fail together once do
 * not.
 */
const LASTING_MS = 3_000;
const SAY_AGAIN_MS = 60_000;
/** A stream that nobody has tried for so long is forgotten: that of a run which was closed. */
const FORGOTTEN_MS = 300_000;

/**
 * Counts writes that were not stored, stream by stream: after an error nats-server goes on refusing one, and
 * takes others.
 */
export class StorageWatch {
  readonly #options: StorageWatchOptions;
  readonly #failing = new Map<string, Failing>();
  #failures = 0;

  constructor(options: StorageWatchOptions) {
    this.#options = options;
  }

  get state(): StorageState {
    const now = this.#now();
    for (const [stream, { lastAt }] of this.#failing)
      if (now - lastAt > FORGOTTEN_MS) this.#failing.delete(stream);
    return { failures: this.#failures, writable: ![...this.#failing.values()].some(lasts) };
  }

  /** Settles as `write` does, a write into `stream`. */
  async tried<Result>(stream: string, write: Promise<Result>): Promise<Result> {
    try {
      const result = await write;
      this.#worked(stream);
      return result;
    } catch (error) {
      if (isUnstored(error) && this.#options.connected()) this.#failed(stream, (error as Error).message);
      throw error;
    }
  }

  #worked(stream: string): void {
    const before = this.#failing.get(stream);
    this.#failing.delete(stream);
    if (before?.saidAt === undefined) return;
    const { since, times } = before;
    const { onChange } = this.#options;
    if (onChange) {
      if (!this.#told()) onChange({ kind: 'recovered', seconds: (this.#now() - since) / 1000 });
      return;
    }
    this.#options.log(
      `NATS stores again, after it had not for ${Math.round((this.#now() - since) / 1000)} s`,
      {
        ...{ stream, since: new Date(since).toISOString(), writes: times },
      },
    );
  }

  #failed(stream: string, reason: string): void {
    const now = this.#now();
    this.#failures += 1;
    const before = this.#failing.get(stream) ?? { since: now, times: 0, saidAt: undefined };
    const failing = { ...before, times: before.times + 1, lastAt: now };
    const news = !this.#told();
    const toSay = lasts(failing) && now - (before.saidAt ?? Number.NEGATIVE_INFINITY) >= SAY_AGAIN_MS;
    this.#failing.set(stream, { ...failing, saidAt: toSay ? now : before.saidAt });
    if (!toSay) return;
    const { onChange } = this.#options;
    if (onChange) {
      if (news) onChange({ kind: 'failing', reason, since: new Date(failing.since) });
      return;
    }
    const since = new Date(failing.since).toISOString();
    this.#options.log(
      `NATS has stored nothing in ${stream} since ${since}, though the connection to it stands; nothing is recorded until it does. See its disk and its log, make room, and start it again where it does not go on by itself: docs/operations.md, FanoutStorageUnwritable`,
      { ...{ stream, since, writes: failing.times, reason } },
    );
  }

  /** Whether it has been said of a stream that it takes nothing. */
  #told(): boolean {
    return [...this.#failing.values()].some(({ saidAt }) => saidAt !== undefined);
  }

  #now(): number {
    return this.#options.now?.() ?? performance.timeOrigin + performance.now();
  }
}

const lasts = ({ since, lastAt }: Pick<Failing, 'since' | 'lastAt'>) => lastAt - since >= LASTING_MS;
