import type { JsMsg } from '@nats-io/jetstream';

/**
 * The lease on a message: renewed every quarter of it, but only while the work makes progress. A stuck worker
 * lets it run out, and the pack goes to another.
 */
export class Lease {
  readonly #message: JsMsg;
  readonly #timer: NodeJS.Timeout;
  #progressed = true;
  #idleRenewals = 0;

  /**
   * `patience`: renewals that are granted without any progress: loading data or building a graph takes its
   * time.
   */
  constructor(message: JsMsg, everyMs: number, patience: number) {
    this.#message = message;
    this.#timer = setInterval(() => this.#renew(patience), everyMs);
  }

  /** The work has got further. */
  progress(): void {
    this.#progressed = true;
  }

  /** Stops renewing: the message is answered, or given up. */
  release(): void {
    clearInterval(this.#timer);
  }

  #renew(patience: number): void {
    this.#idleRenewals = this.#progressed ? 0 : this.#idleRenewals + 1;
    this.#progressed = false;
    if (this.#idleRenewals <= patience) this.#message.working();
  }
}
