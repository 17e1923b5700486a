/** What has to be closed when a piece of work ends, however it ends. */

/**
 * Closes in the reverse order of opening: all of them, whatever one of them throws. For `await using`. An
 * error of closing is thrown with those of the others as its `cause`; next to an error of the work it only
 * comes second, see `firstError`.
 */
export class Closers implements AsyncDisposable {
  readonly #closers: (() => unknown)[] = [];

  /** To be called when the work ends. */
  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes everything. Safe to repeat. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    const [first, ...others] = errors;
    if (others.length > 0) attach(first, others);
    if (errors.length > 0) throw first;
  }
}

/**
 * What went wrong first. `await using` wraps an error of the work in one of closing; here the order is put
 * right again: the error of the work, with that of closing as its `cause` unless it has one.
 */
export function firstError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown.name !== 'SuppressedError') return thrown;
  const { error, suppressed } = thrown as Error & { error: unknown; suppressed: unknown };
  const first = firstError(suppressed);
  attach(first, [error]);
  return first;
}

function attach(first: unknown, others: readonly unknown[]): void {
  if (!(first instanceof Error) || first.cause !== undefined) return;
  const cause = others.length === 1 ? others[0] : new AggregateError(others, 'closing failed as well');
  Object.defineProperty(first, 'cause', { value: cause, configurable: true, writable: true });
}
