/** What the status of a Study knows of its run, and what follows when NATS has less. */
import type { Known } from '../../coordinator/ledger/take-up.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { StudyStatus } from '../resource/status.ts';
import type { StatusWriter } from './status-writer.ts';

/** The outcomes that were counted for the run of a Study when its status was last written. */
export function knownOf(status: StatusWriter): Known {
  const { completed = 0, failed = 0, total = 0 } = status.status.trials ?? {};
  // What of them is completed is known again as soon as the run is open.
  const keep = (seen: number) => status.write({ trials: { total, completed: seen, failed: 0 } });
  return { seen: completed + failed, copies: [], keep };
}

/** A run that was open once, and of which NATS has nothing any more, is not begun anew. */
export function vanished(run: string, cause: unknown): FanoutError {
  return new FanoutError('RUN_STORE_LOST', `run ${run} cannot go on: the NATS server does not have it`, {
    hint: 'restore the storage of NATS, or edit the Study, which makes a new run',
    cause,
  });
}

/** Whether the run of this status was open once. Pure. */
export const wasOpen = ({ startedAt }: StudyStatus): boolean => startedAt !== undefined;

/**
 * What broke a run off that was open, for the Study: a ledger that lacks outcomes may be damaged, and taking
 * the run up again mends that, so it is tried; if it was emptied, that says so. Any other value as it is.
 * Pure.
 */
export function triedAgain(thrown: unknown): unknown {
  if (!(thrown instanceof FanoutError && thrown.code === 'RUN_STORE_LOST')) return thrown;
  return new FanoutError('UNAVAILABLE', thrown.message, {
    hint: 'the run is taken up again: what can be read is kept, if the storage was damaged',
    cause: thrown,
  });
}
