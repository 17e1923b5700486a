import { type Demand, type Limits, shareWorkers } from './share.ts';

/** What a Study says of its workers whenever it looks at them. */
export interface Standing extends Demand {
  /** Workers that it has, those on their way out counted in. */
  readonly there: number;
}

export interface Allotment {
  /** Workers that it is to have. */
  readonly target: number;
  /** How many of them it may make now: the others are still held by Studies that have to give them up. */
  readonly room: number;
}

/**
 * The book of who has how many workers, so that all Studies together never have more than the limits allow.
 */
export class WorkerShares {
  readonly #limits: Limits;
  readonly #standings = new Map<string, Standing>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** What a Study may have by now. The room that it is given counts as taken until it is heard again. */
  allot(standing: Standing): Allotment {
    const { uid, namespace, there } = standing;
    this.#standings.set(uid, standing);
    const target = shareWorkers(this.#inOrder(), this.#limits).get(uid)!;
    const taken = (of: readonly Standing[]) => of.reduce((sum, each) => sum + each.there, 0);
    const all = [...this.#standings.values()];
    const free = Math.min(
      this.#limits.total - taken(all),
      this.#limits.ofNamespace(namespace) - taken(all.filter((each) => each.namespace === namespace)),
    );
    const room = Math.max(0, Math.min(target - there, free));
    this.#standings.set(uid, { ...standing, there: there + room });
    return { target, room };
  }

  /**
   * All Studies that may have workers. What one of them has said itself stays; of one that has said nothing
   * yet, as after a restart, this stands; any other is forgotten.
   */
  look(standings: readonly Standing[]): void {
    const known = new Map(this.#standings);
    this.#standings.clear();
    for (const standing of standings) this.#standings.set(standing.uid, known.get(standing.uid) ?? standing);
  }

  /** The same order at every look, whoever looks. */
  #inOrder(): Standing[] {
    return [...this.#standings.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  }
}
