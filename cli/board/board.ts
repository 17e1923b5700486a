/**
 * What the terminal's board is drawn from: the state of the run, and what only the board shows: workers as
 * they last said they are, workers lost, trouble of the storage.
 */
import type { RunEvent } from '../../coordinator/run/events.ts';
import { doneBefore, progressOf } from '../../coordinator/run-state/progress.ts';
import { RunState } from '../../coordinator/run-state/run-state.ts';
import type { WorkerState } from '../../proto/generated/fanout/v1/WorkerState.ts';
import type { Manifest } from '../../study/manifest.ts';
import { secondsLeft as secondsLeftAt } from '../../web/time-left.ts';

export class Board {
  readonly run: RunState;
  /** State of each worker, by name, as it last said. */
  readonly workers = new Map<string, WorkerState>();
  /** Examples per second of each worker that trains. */
  readonly rates = new Map<string, number>();
  workersLost = 0;
  /** Why nothing is recorded now; undefined while all is well. */
  trouble: string | undefined;
  /** In milliseconds of the board's clock. */
  readonly startedAt: number;

  /** `now`: milliseconds of a clock that is never set. */
  constructor(manifest: Manifest, now: () => number) {
    this.run = new RunState(manifest, () => now() / 1000);
    this.startedAt = now();
  }

  /** Takes an event of the run in. */
  take(event: RunEvent): void {
    this.run.apply(event);
    if (event.kind === 'progress') this.rates.set(event.worker, event.examplesPerSecond);
  }

  /** A worker says how it is. */
  heard(worker: string, state: WorkerState): void {
    this.workers.set(worker, state);
    if (state !== 'WORKER_STATE_TRAINING') this.rates.delete(worker);
  }
}

/** Examples trained per second now, over all workers. Pure. */
export function examplesPerSecond({ rates }: Pick<Board, 'rates'>): number {
  return [...rates.values()].reduce((sum, rate) => sum + rate, 0);
}

/** How often work was begun again: packs that came back, and workers that were lost. Pure. */
export function retries({ run, workersLost }: Board): number {
  return run.packsReleased + workersLost;
}

/** So much of a trial must be done before a time is foretold. */
const LEAST_TRIALS = 0.2;

/**
 * Seconds left, from what this part of the run has done so far; undefined while that says nothing. `now`:
 * milliseconds of the board's clock. Pure.
 */
export function secondsLeft({ run, startedAt }: Board, now: number): number | undefined {
  const pace = { done: progressOf(run), doneBefore: doneBefore(run), elapsed: (now - startedAt) / 1000 };
  return secondsLeftAt(pace, LEAST_TRIALS / run.trials.length);
}
