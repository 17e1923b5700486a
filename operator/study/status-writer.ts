import type { Cluster, StudyEvent } from '../api/cluster.ts';
import { type StudyStatus, studyStatus } from '../resource/status.ts';
import { type News, withConditions } from './conditions.ts';
import type { EventThrottle } from './event-throttle.ts';
import type { StudyObject } from './object.ts';

/** What a status is changed by. `null` takes a field away. */
export type Change = { [Key in Exclude<keyof StudyStatus, 'conditions'>]?: StudyStatus[Key] | null };

/** The status and the events of one Study. Writes only what differs from what it wrote before. */
export class StatusWriter {
  readonly #cluster: Cluster;
  /** The newest that is known of it. */
  readonly study: () => StudyObject;
  readonly #onWritten: (status: StudyStatus) => void;
  readonly #warnings: EventThrottle;
  #status: StudyStatus;

  /** `warnings`: of all Studies, so that it outlives this writer. */
  constructor(
    cluster: Cluster,
    study: () => StudyObject,
    onWritten: (status: StudyStatus) => void,
    warnings: EventThrottle,
  ) {
    this.#cluster = cluster;
    this.study = study;
    this.#onWritten = onWritten;
    this.#warnings = warnings;
    this.#status = study().status ?? {};
  }

  /** The status as it was last written. */
  get status(): StudyStatus {
    return this.#status;
  }

  /** Throws UNAVAILABLE. */
  async write(change: Change, news: readonly News[] = []): Promise<void> {
    const study = this.study();
    const { generation } = study.metadata;
    const conditions = withConditions(this.#status.conditions ?? [], news, generation, new Date());
    const given = Object.entries({ ...this.#status, ...change, conditions }).filter(
      ([, value]) => value != null,
    );
    const next = {
      ...Object.fromEntries(given),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    } as StudyStatus;
    if (JSON.stringify(next) === JSON.stringify(this.#status)) return;
    // Merge patch: what is not there any more has to be taken away by name.
    const gone = Object.keys(studyStatus.shape).filter((key) => !(key in next) && key in this.#status);
    await this.#cluster.patchStatus(study, {
      ...next,
      ...Object.fromEntries(gone.map((key) => [key, null])),
    });
    this.#status = next;
    this.#onWritten(next);
  }

  /** Starts over: nothing of an earlier run stays. */
  async reset(change: Change, news: readonly News[]): Promise<void> {
    const nothing = Object.fromEntries(Object.keys(this.#status).map((key) => [key, null]));
    delete nothing.conditions;
    await this.write({ ...nothing, ...change }, news);
  }

  /** Tells an event. It is for the eye: one that cannot be told stops nothing. */
  async tell(type: StudyEvent['type'], reason: string, message: string): Promise<void> {
    await this.#cluster.event(this.study(), { type, reason, message }).catch(() => undefined);
  }

  /**
   * Tells of trouble that may last: an event now and then for each `kind` of it; the conditions say how it
   * stands.
   */
  async warn(reason: string, message: string, kind = reason): Promise<void> {
    if (this.#warnings.due(`${this.study().metadata.uid} ${reason} ${kind}`))
      await this.tell('Warning', reason, message);
  }
}
