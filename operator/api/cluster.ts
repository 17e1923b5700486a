import type { CoreV1Event, V1Job, V1Pod, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { StudyStatus } from '../resource/status.ts';
import type { StudyObject } from '../study/object.ts';
import type { Source } from './follow.ts';

/** What happened to a Study, as `kubectl describe` shows it. */
export interface StudyEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

/**
 * The API server, as far as the coordinator needs it: every call has a deadline, and none retries by itself.
 */
export interface Cluster {
  readonly studies: Source<StudyObject>;
  /** Changes fields of `status`; `null` takes one away. A Study that is gone is no error. */
  patchStatus(
    study: StudyObject,
    status: { [Key in keyof StudyStatus]?: StudyStatus[Key] | null },
  ): Promise<void>;
  setFinalizers(study: StudyObject, finalizers: readonly string[]): Promise<void>;
  event(study: StudyObject, event: StudyEvent): Promise<void>;
  /** The values of the PriorityClasses, by name. */
  priorityClasses(): Promise<ReadonlyMap<string, number>>;
  jobs(selector: string): Promise<V1Job[]>;
  pods(selector: string): Promise<V1Pod[]>;
  /** Events of Jobs whose pod was refused: nothing else says why. */
  refusals(): Promise<CoreV1Event[]>;
  createJob(job: V1Job): Promise<void>;
  deleteJob(name: string): Promise<void>;
  deleteJobs(selector: string): Promise<void>;
  /** What the installation makes workers of. Throws USAGE when it has nothing of the kind. */
  workerTemplate(): Promise<V1PodTemplateSpec>;
}
