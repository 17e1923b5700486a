import type { Current } from './circumstances.ts';

/** What is under way for one Study. */
interface Work {
  readonly kind: Current['kind'];
  readonly specHash: string;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  yielding: boolean;
}

/** What is told to a piece of work while it is under way. */
export interface Orders {
  readonly signal: AbortSignal;
  /** Whether it is to have no workers, for another Study is to be served in its place. */
  readonly isYielding: () => boolean;
}

/**
 * What is under way, at most one thing for each Study. Each goes its own way: nobody waits for another's, and
 * what one meets does not reach the others.
 */
export class Works {
  readonly #works = new Map<string, Work>();
  readonly #onEnd: () => void;

  /** `onEnd`: called whenever something has ended. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** By uid, as `decide.ts` looks at them. */
  get current(): ReadonlyMap<string, Current> {
    return this.#works;
  }

  /** Begins something. `act` sees to its own errors. */
  begin(
    uid: string,
    { kind, specHash }: Pick<Work, 'kind' | 'specHash'>,
    act: (orders: Orders) => Promise<void>,
  ): void {
    const controller = new AbortController();
    const isYielding = () => this.#works.get(uid)?.yielding ?? false;
    // In another turn: it is in the book before it begins.
    const ended = Promise.resolve()
      .then(() => act({ signal: controller.signal, isYielding }))
      .finally(() => {
        this.#works.delete(uid);
        this.#onEnd();
      });
    this.#works.set(uid, { kind, specHash, controller, ended, yielding: false });
  }

  /** Tells the one of this uid to end; a second time says nothing new. */
  stop(uid: string, why: string): void {
    this.#works.get(uid)?.controller.abort(new Error(why));
  }

  yield(uid: string, yielding: boolean): void {
    const work = this.#works.get(uid);
    if (work) work.yielding = yielding;
  }

  /** Tells all of them to end, and settles when they have. */
  async stopAll(why: string): Promise<void> {
    const all = [...this.#works];
    for (const [uid] of all) this.stop(uid, why);
    await Promise.all(all.map(([, { ended }]) => ended));
  }
}
