import type { V1Job } from '@kubernetes/client-node';
import type { StudyObject } from '../study/object.ts';
import { RUN_LABEL } from './job.ts';

/**
 * Runs that have workers and no Study: it was taken away by force, while nobody was there to let go of it. A Job cannot be owned by a
 * Study of another namespace, so that Kubernetes does not clean up by itself. Pure.
 */
export function orphanedRuns(jobs: readonly V1Job[], studies: readonly StudyObject[]): string[] {
  const owned = new Set(studies.map(({ status }) => status?.run));
  const runs = jobs.flatMap(({ metadata }) => metadata?.labels?.[RUN_LABEL] ?? []);
  return [...new Set(runs)].filter((run) => !owned.has(run));
}
