import type { Coordinator, RunOptions } from '../../coordinator/coordinator.ts';
import type { Known } from '../../coordinator/ledger/take-up.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { RunDirectory } from './directory.ts';

export interface OpenOptions {
  readonly manifest: Manifest;
  readonly directory: RunDirectory;
  readonly workers: number;
  readonly resume: boolean;
  /** An existing server's URL; absent: the run has one of its own. */
  readonly nats: string | undefined;
}

/**
 * Opens a new run, or takes up one that was broken off. Throws RUN_STORE_LOST where the storage of its own
 * server does not have it, and what `Coordinator.startRun` and `resumeRun` throw.
 */
export async function openRun(
  { manifest, directory, workers, resume, nats }: OpenOptions,
  coordinator: Coordinator,
  onEvent: (event: RunEvent) => void,
  known: Known,
): Promise<Run> {
  // The lock on the directory says that nobody else works on this run.
  const plan: RunOptions = { workers, onEvent, assumeNoLiveWorkers: true };
  if (!resume) return coordinator.startRun(manifest, plan);
  try {
    return await coordinator.resumeRun(directory.run, { ...plan, manifest, known });
  } catch (error) {
    const emptied = nats === undefined && error instanceof FanoutError && error.code === 'RUN_NOT_FOUND';
    if (!emptied) throw error;
    throw new FanoutError(
      'RUN_STORE_LOST',
      `run ${directory.run} cannot go on: its storage ${directory.nats} does not have it`,
      { hint: 'restore that directory, or start the study as a new run', cause: error },
    );
  }
}
