import { z } from 'zod';

/** That a worker was told to train a pack, and as which attempt. */
const toldSchema = z.object({ worker: z.string(), attempt: z.int().min(1).optional() });
/** `attempt` is absent in what an earlier version kept: then any is meant. */
export type Told = z.output<typeof toldSchema>;

/**
 * How often a pack's message was begun, without the times that were forgotten; by whom last; and who was told
 * to train it.
 */
const begunSchema = z.object({
  attempts: z.int().min(0),
  worker: z.string(),
  delivery: z.int().min(0),
  /** Absent, or a list of names: kept by an earlier version. */
  told: z.array(z.union([toldSchema, z.string().transform((worker): Told => ({ worker }))])).optional(),
});
export type Begun = z.output<typeof begunSchema>;

/** What was kept, if it can be read. What cannot is as if the pack had not been begun. Pure. */
export function readBegun(value: unknown): Begun | undefined {
  return begunSchema.safeParse(value).data;
}

/** Attempts at a pack that are remembered: more than there can be, unless many workers ask for it at once. */
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
 * How often each pack was begun and by whom, kept where a restart does not lose it. What counts is that a
 * worker was told to train, never that a message was delivered: while no coordinator serves the run, messages
 * come and go, and nothing is tried. What changes the same pack must be called one after the other.
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

  /**
   * Writes down that a worker is told to train, as this attempt, after so many others at this message. To be
   * done before the worker hears of it: it may be lost at once, and what it brings is taken only if it stands
   * here.
   */
  async begins({ pack, worker, delivery }: Delivery, before: number, attempt: number): Promise<void> {
    const others = (await this.#told(pack)).filter(
      (told) => told.worker !== worker || told.attempt !== attempt,
    );
    const told = [...others, { worker, attempt }].slice(-MOST_TOLD);
    await this.#keep(pack, { attempts: before + 1, worker, delivery, told });
  }

  /**
   * That this worker was told to train this pack as this attempt, or undefined. `attempt`: 0 for the last
   * that it was told, of which it may not have heard.
   */
  async told(pack: string, worker: string, attempt: number): Promise<Told | undefined> {
    return (await this.#told(pack)).findLast(
      (told) =>
        told.worker === worker && (attempt === 0 || told.attempt === undefined || told.attempt === attempt),
    );
  }

  /**
   * The attempt that this worker began last counts as none. Nothing changes when another has begun the pack
   * since.
   */
  async forget(pack: string, worker: string): Promise<void> {
    const last = await this.#lastOf(pack);
    if (last?.worker === worker)
      await this.#keep(pack, { ...last, attempts: last.attempts - 1, worker: '', delivery: 0 });
  }

  async #told(pack: string): Promise<readonly Told[]> {
    const last = await this.#lastOf(pack);
    return last?.told ?? (last ? [{ worker: last.worker }] : []);
  }

  async #lastOf(pack: string): Promise<Begun | undefined> {
    return this.#last.get(pack) ?? (await this.#store.begun(this.#run, pack));
  }

  async #keep(pack: string, begun: Begun): Promise<void> {
    await this.#store.keepBegun(this.#run, pack, begun);
    this.#last.set(pack, begun);
  }
}
