import type { V1Job } from '@kubernetes/client-node';
import { mayHaveWorkers, type StudyObject } from '../study/object.ts';
import { RUN_LABEL } from './job.ts';

/**
 * Runs whose workers nobody ends: no Study has the run (it was taken away by force, while nobody was there to
 * let go of it), or the one that has it is through with it, and the Jobs were made, or left, behind its back.
 * A Job cannot be owned by a Study of another namespace, so that Kubernetes does not clean up by itself.
 * `jobs`: listed before the Studies were looked at. Pure.
 */
export function orphanedRuns(jobs: readonly V1Job[], studies: readonly StudyObject[]): string[] {
  const owned = new Set(studies.filter(mayHaveWorkers).map(({ status }) => status?.run));
  const runs = jobs.flatMap(({ metadata }) => metadata?.labels?.[RUN_LABEL] ?? []);
  return [...new Set(runs)].filter((run) => !owned.has(run));
}
