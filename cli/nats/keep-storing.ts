/**
 * Keeps an embedded nats-server storing. A server that could not write once refuses every later write, also
 * when there is room again, until it is started again. This notices, says so, waits until the storage can be
 * written, and starts it again.
 */
import { setTimeout } from 'node:timers/promises';
import { healthCheck } from './health.ts';
import type { Launched } from './launch.ts';
import { whyUnwritable } from './room.ts';

/**
 * Says that the server cannot store, once for each cause that is found one after the other, or that it can
 * again.
 */
export type StorageReport =
  | {
      readonly kind: 'failing';
      readonly directory: string;
      /** What the server says, or how the operating system names what hinders it. */
      readonly reason: string;
      /** How the operating system names it, where the directory itself cannot be written: `ENOSPC`. */
      readonly code?: string;
      readonly since: Date;
    }
  | { readonly kind: 'recovered'; readonly directory: string; readonly seconds: number };

export interface KeepOptions {
  /** Starts the server again: same port, same users, same storage. */
  readonly start: () => Promise<Launched>;
  readonly storeDirectory: string;
  readonly system: { readonly user: string; readonly pass: string };
  readonly onReport?: (report: StorageReport) => void;
}

/** A server that is watched over. */
export interface Kept {
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

const CHECK_MS = 1_000;
/** Between two starts that did not help, at most, in milliseconds. */
const LONGEST_PAUSE_MS = 30_000;
/** A start that held for so long did help, in milliseconds. */
const HELD_MS = 60_000;

/** Watches over a server until it is stopped or ends by itself. */
export function keepStoring(first: Launched, options: KeepOptions): Kept {
  const keeper = new Keeper(first, options);
  const exited = keeper.watch();
  return {
    get pid() {
      return keeper.server.pid;
    },
    exited,
    async stop() {
      await keeper.stop();
      await exited;
    },
  };
}

class Keeper {
  server: Launched;
  readonly #options: KeepOptions;
  readonly #stopping = new AbortController();
  #startedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = CHECK_MS;

  constructor(first: Launched, options: KeepOptions) {
    this.server = first;
    this.#options = options;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.server.stop();
  }

  /** Settles with how the server ended, when it was stopped, or ended for another reason than its storage. */
  async watch(): Promise<string> {
    const health = healthCheck(this.server.url, this.#options.system);
    try {
      for (;;) {
        const ended = await Promise.race([this.server.exited, this.#pause(CHECK_MS)]);
        if (this.#stopping.signal.aborted) break;
        const full = () => whyUnwritable(this.#options.storeDirectory);
        const reason = ended === undefined ? await health.ask() : await full();
        if (reason !== undefined) await this.#recover(reason);
        else if (ended !== undefined) return ended;
      }
      await this.server.stop();
      return await this.server.exited;
    } finally {
      await health.close();
    }
  }

  async #recover(reason: string): Promise<void> {
    const { storeDirectory: directory, onReport } = this.#options;
    const [since, began] = [new Date(), performance.now()];
    let code = await whyUnwritable(directory);
    const report = () => onReport?.({ kind: 'failing', directory, reason, since, ...(code && { code }) });
    report();
    if (performance.now() - this.#startedAt > HELD_MS) this.#pauseMs = CHECK_MS;
    while (!this.#stopping.signal.aborted) {
      await this.#pause(this.#pauseMs);
      const now = await whyUnwritable(directory);
      if (now !== undefined && now !== code) {
        code = now;
        report();
      }
      if (now !== undefined) continue;
      this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
      if (!(await this.#startAgain())) continue;
      onReport?.({ kind: 'recovered', directory, seconds: (performance.now() - began) / 1000 });
      return;
    }
  }

  async #startAgain(): Promise<boolean> {
    await this.server.stop();
    if (this.#stopping.signal.aborted) return false;
    const again = await this.#options.start().catch(() => undefined);
    if (!again) return false;
    this.server = again;
    this.#startedAt = performance.now();
    return true;
  }

  #pause(ms: number): Promise<undefined> {
    const { signal } = this.#stopping;
    return setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
