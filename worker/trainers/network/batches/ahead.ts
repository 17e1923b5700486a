/** Runs a generator ahead of whoever takes its values, by at most `depth` of them. */
export class Ahead<T> {
  readonly #source: AsyncGenerator<T>;
  readonly #depth: number;
  readonly #ready: T[] = [];
  #failure: { readonly error: unknown } | undefined;
  #ended = false;
  #closed = false;
  #taken: (() => void) | undefined;
  #arrived: (() => void) | undefined;

  constructor(source: AsyncGenerator<T>, depth: number) {
    this.#source = source;
    this.#depth = depth;
    void this.#run();
  }

  /**
   * The next value, undefined at the end; a promise only where it is not there yet. Throws what the generator
   * threw.
   */
  next(): T | undefined | Promise<T | undefined> {
    const value = this.#ready.shift();
    if (value !== undefined) {
      this.#taken?.();
      return value;
    }
    if (this.#failure) throw this.#failure.error;
    if (this.#ended) return undefined;
    return new Promise<void>((resolve) => {
      this.#arrived = resolve;
    }).then(() => this.next());
  }

  /** Stops the generator where it stands, and drops what is ready. Safe to repeat. */
  close(): void {
    this.#closed = true;
    this.#ready.length = 0;
    this.#taken?.();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#closed) {
        const { done, value } = await this.#source.next();
        if (done) break;
        if (this.#closed) break;
        this.#ready.push(value);
        this.#arrived?.();
        while (this.#ready.length >= this.#depth && !this.#closed)
          await new Promise<void>((resolve) => {
            this.#taken = resolve;
          });
      }
      await this.#source.return(undefined);
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#ended = true;
      this.#arrived?.();
    }
  }
}
