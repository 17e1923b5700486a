/**
 * Does what concerns the same thing one after the other: each piece of work sees what the one before has
 * written.
 */
export class OneAtATime {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as the work does, which begins when all earlier work under this key has ended, well or not. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    this.#last.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#last.get(key) === result) this.#last.delete(key);
    }
  }
}
