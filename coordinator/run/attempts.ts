/** How often a pack's message was begun, without the times that were forgotten; and by whom last. */
export interface Begun {
  readonly attempts: number;
  readonly worker: string;
  readonly delivery: number;
  /** Every worker that was told to train it, the last ones if they are many; absent: kept by an earlier version. */
  readonly told?: readonly string[];
}

/** Workers of a pack that are remembered. */
const MOST_TOLD = 64;

/** Where it is kept. */
export interface AttemptStore {
  begun(run: string, pack: string): Promise<Begun | undefined>;
  keepBegun(run: string, pack: string, begun: Begun): Promise<void>;
}

/** One delivery of a pack's message to a worker. `delivery`: JetStream's count, from 1. */
export interface Delivery {
  readonly pack: string;
  readonly worker: string;
  readonly delivery: number;
}

/**
 * How often each pack was begun, kept where a restart does not lose it. What counts is that a worker was told to train, never that a
 * message was delivered: while no coordinator serves the run, messages come and go, and nothing is tried.
 */
export class AttemptBook {
  readonly #store: AttemptStore;
  readonly #run: string;
  readonly #last = new Map<string, Begun>();

  constructor(store: AttemptStore, run: string) {
    this.#store = store;
    this.#run = run;
  }

  /** Attempts at this message before this delivery of it. */
  async before({ pack, worker, delivery }: Delivery): Promise<number> {
    // One that is delivered for the first time was not begun before, even if another of its name was.
    if (delivery === 1) return 0;
    const last = await this.#lastOf(pack);
    // The same delivery once more: the answer got lost, and nothing new begins.
    const again = last?.worker === worker && last.delivery === delivery;
    return (last?.attempts ?? 0) - (again ? 1 : 0);
  }

  /** Writes down that an attempt begins, after so many others. To be done before the worker hears of it: it may be lost at once. */
  async begins({ pack, worker, delivery }: Delivery, before: number): Promise<void> {
    const told = await this.#told(pack);
    const all = [...told.filter((other) => other !== worker), worker].slice(-MOST_TOLD);
    await this.#keep(pack, { attempts: before + 1, worker, delivery, told: all });
  }

  /** Whether this worker was ever told to train this pack. */
  async wasTold(pack: string, worker: string): Promise<boolean> {
    return (await this.#told(pack)).includes(worker);
  }

  /** The attempt that this worker began last counts as none. Nothing changes when another has begun the pack since. */
  async forget(pack: string, worker: string): Promise<void> {
    const last = await this.#lastOf(pack);
    if (last?.worker === worker)
      await this.#keep(pack, { ...last, attempts: last.attempts - 1, worker: '', delivery: 0 });
  }

  async #told(pack: string): Promise<readonly string[]> {
    const last = await this.#lastOf(pack);
    return last?.told ?? (last ? [last.worker] : []);
  }

  async #lastOf(pack: string): Promise<Begun | undefined> {
    return this.#last.get(pack) ?? (await this.#store.begun(this.#run, pack));
  }

  async #keep(pack: string, begun: Begun): Promise<void> {
    await this.#store.keepBegun(this.#run, pack, begun);
    this.#last.set(pack, begun);
  }
}
