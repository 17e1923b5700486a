/**
 * Lets only so many do something at once that takes much memory, such as reading a dataset. Whoever takes
 * longer than `patienceMs` (one that waits for a server, as a rule) holds up the others no longer.
 */
export class Turns {
  readonly #patienceMs: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number, patienceMs: number) {
    this.#free = places;
    this.#patienceMs = patienceMs;
  }

  /** What `act` comes to, once it is its turn. Rejects with the signal's reason when that comes first. */
  async take<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    let given = false;
    const give = () => {
      if (given) return;
      given = true;
      this.#next();
    };
    const timer = setTimeout(give, this.#patienceMs);
    try {
      signal.throwIfAborted();
      return await act();
    } finally {
      clearTimeout(timer);
      give();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        const place = this.#waiting.indexOf(come);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(signal.reason);
      };
      const come = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(come);
    });
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
