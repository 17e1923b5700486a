/** Ends workers that nobody needs. What fails is logged, and tried again by whoever calls again. */

import type { ConductParts } from '../study/conduct.ts';
import type { StudyObject } from '../study/object.ts';
import { RUN_LABEL } from './job.ts';
import { orphanedRuns } from './orphans.ts';

/**
 * Ends the workers of a run that cannot go on, which nobody has to work on any more. Whether that could be
 * done.
 */
export async function dismissWorkers(
  { cluster, coordinator, log }: Pick<ConductParts, 'cluster' | 'coordinator' | 'log'>,
  run: string,
): Promise<boolean> {
  try {
    await cluster.deleteJobs(`${RUN_LABEL}=${run}`);
    await coordinator.closeRun(run, { active: false });
    return true;
  } catch (error) {
    log('could not end the workers of a run; will try again', { run, error: (error as Error).message });
    return false;
  }
}

/**
 * Ends workers whose Study is gone, or is through with them. They do not know, and would wait for ever.
 * `studies`: asked for them once the workers are listed.
 */
export async function dismissOrphans(
  { cluster, log }: Pick<ConductParts, 'cluster' | 'log'>,
  studies: () => readonly StudyObject[],
): Promise<void> {
  try {
    for (const run of orphanedRuns(await cluster.jobs(RUN_LABEL), studies())) {
      log('workers of a run that no study needs are ended', { run });
      await cluster.deleteJobs(`${RUN_LABEL}=${run}`);
    }
  } catch (error) {
    log('could not look for workers without a study; will try again', { error: (error as Error).message });
  }
}
