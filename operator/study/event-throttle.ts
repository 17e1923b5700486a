/** Says the same thing only now and then: trouble that comes again and again would bury all other events. */
export class EventThrottle {
  readonly #everyMs: number;
  readonly #now: () => number;
  readonly #said = new Map<string, number>();

  constructor(everyMs: number, now: () => number = () => performance.now()) {
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /** Whether it is time to say it; from here on it counts as said. */
  due(what: string): boolean {
    const now = this.#now();
    for (const [other, at] of this.#said) if (at + this.#everyMs <= now) this.#said.delete(other);
    if (this.#said.has(what)) return false;
    this.#said.set(what, now);
    return true;
  }
}
