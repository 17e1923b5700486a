import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../api/cluster.ts';
import { statusOf } from '../api/deadline.ts';
import { FINALIZER } from './decide.ts';
import type { StudyObject } from './object.ts';

/** How long the watch may take to tell of the change that came in between. */
const TRIES = 20;
const WAIT_MS = 250;

/**
 * Sees to it that a Study stays until its run is cancelled. Somebody may have changed it since it was read, a
 * user or this process itself by its status: then the newest is taken. `study`: the newest that is known.
 * Throws UNAVAILABLE.
 */
export async function ensureFinalizer(
  { setFinalizers }: Pick<Cluster, 'setFinalizers'>,
  study: () => StudyObject,
  signal: AbortSignal,
  waitMs = WAIT_MS,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const finalizers = study().metadata.finalizers ?? [];
    if (finalizers.includes(FINALIZER)) return;
    try {
      return await setFinalizers(study(), [...finalizers, FINALIZER]);
    } catch (error) {
      if (statusOf(error) !== 409 || tries === TRIES) throw error;
      await pause(waitMs, undefined, { signal });
    }
  }
}
