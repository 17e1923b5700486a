import type { Cluster } from '../api/cluster.ts';
import { priorityClassOf, type StudyObject } from './object.ts';

/** How often the PriorityClasses of the cluster are read, while a Study names one. */
const READ_AGAIN_MS = 30_000;

/** What the priorities of Studies are as numbers. */
export class Priorities {
  readonly #cluster: Pick<Cluster, 'priorityClasses'>;
  readonly #log: (message: string, fields?: Record<string, unknown>) => void;
  readonly #now: () => number;
  readonly #onRead: () => void;
  #values: ReadonlyMap<string, number> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;

  /** `onRead`: called when they have changed. `now`: milliseconds of a clock that is never set. */
  constructor(
    cluster: Pick<Cluster, 'priorityClasses'>,
    log: (message: string, fields?: Record<string, unknown>) => void,
    onRead: () => void,
    now: () => number = () => performance.now(),
  ) {
    this.#cluster = cluster;
    this.#log = log;
    this.#onRead = onRead;
    this.#now = now;
  }

  /** 0 for a Study that names no class, or one that the cluster does not have: its pods are refused then. */
  of(study: StudyObject): number {
    const name = priorityClassOf(study);
    return name === undefined ? 0 : (this.#values.get(name) ?? 0);
  }

  /** Reads the classes anew, behind the back of whoever asks, where a Study names one and it is time. */
  refresh(studies: readonly StudyObject[]): void {
    if (this.#now() - this.#readAt < READ_AGAIN_MS) return;
    if (studies.every((study) => priorityClassOf(study) === undefined)) return;
    this.#readAt = this.#now();
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      const values = await this.#cluster.priorityClasses();
      const changed =
        values.size !== this.#values.size ||
        [...values].some(([name, value]) => this.#values.get(name) !== value);
      this.#values = values;
      if (changed) this.#onRead();
    } catch (error) {
      this.#log('cannot read the PriorityClasses; those known before stand', {
        error: (error as Error).message,
      });
    }
  }
}
