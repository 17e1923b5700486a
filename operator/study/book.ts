import type { Cluster } from '../api/cluster.ts';
import { type Followed, follow } from '../api/follow.ts';
import type { StudyStatus } from '../resource/status.ts';
import type { EventThrottle } from './event-throttle.ts';
import { isReadable, nameOf, type StudyObject } from './object.ts';
import { StatusWriter } from './status-writer.ts';

export interface StudyBookOptions {
  readonly cluster: Cluster;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  readonly warnings: EventThrottle;
}

/**
 * The Studies of the cluster, as they are followed, each with the status that this process wrote last: it
 * alone writes them, and what the API server tells may be older than that.
 */
export class StudyBook {
  readonly #options: StudyBookOptions;
  readonly #studies: Followed<StudyObject>;
  readonly #written = new Map<string, StudyStatus>();

  constructor(options: StudyBookOptions) {
    const { cluster, log, signal, onChange } = options;
    this.#options = options;
    this.#studies = follow(cluster.studies, {
      key: ({ metadata }) => metadata.uid,
      versionOf: ({ metadata }) => metadata.resourceVersion,
      onChange,
      onTrouble: (error) => log('cannot follow the studies; will try again', { error }),
      signal,
    });
  }

  /** Whether the list is current. */
  get current(): boolean {
    return this.#studies.current();
  }

  /** Settles when the signal has ended it. */
  get ended(): Promise<void> {
    return this.#studies.ended;
  }

  /** Those that can be read as Studies. */
  items(): StudyObject[] {
    const items = this.#studies.items();
    for (const uid of this.#written.keys())
      if (!items.some(({ metadata }) => metadata.uid === uid)) this.#written.delete(uid);
    for (const study of items)
      if (!isReadable(study) && this.#options.warnings.due(`unreadable ${study.metadata?.uid}`))
        this.#options.log('an object cannot be read as a study; it is left alone', { study: nameOf(study) });
    return items.filter(isReadable).map((study) => this.#withStatus(study));
  }

  /** What writes the status of a Study. */
  writer(study: StudyObject): StatusWriter {
    const { uid } = study.metadata;
    const newest = () =>
      this.#withStatus(this.#studies.items().find(({ metadata }) => metadata.uid === uid) ?? study);
    const written = (status: StudyStatus) => this.#written.set(uid, status);
    return new StatusWriter(this.#options.cluster, newest, written, this.#options.warnings);
  }

  #withStatus(study: StudyObject): StudyObject {
    const status = this.#written.get(study.metadata.uid);
    return status ? { ...study, status } : study;
  }
}
