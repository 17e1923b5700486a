/**
 * What a run looks like now, from its events alone: the metrics and the local page read it.
 * Everything about an outcome comes from the ledger, so it is the same after a restart of the coordinator,
 * and counted once; what workers do at the moment is of this process.
 */

import type { Metrics } from '../../proto/metrics.ts';
import { armAt, gridOf, type Trial } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { settingsOf } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { RunEvent, TrialProgress } from '../run/events.ts';

export const TRIAL_STATES = ['queued', 'training', 'completed', 'failed'] as const;
export type TrialStateName = (typeof TRIAL_STATES)[number];

/** One cell of the grid. Values of the objective by epoch, as far as they are known: progress is lossy. */
export interface Cell {
  readonly trial: Trial;
  state: TrialStateName;
  /** Who trains it, while somebody does. */
  worker: string | undefined;
  /** Unix time in seconds at which its training was last heard of; 0 while nobody trains it. */
  lastSeenAt: number;
  attempt: number;
  /** Share of its steps that are done, 0 … 1. */
  done: number;
  values: (number | undefined)[];
  /** Every metric: after the last epoch so far, or at the trial's end. */
  latest: Metrics;
  /** What is shown of its outcome, once there is one: the whole of it would be far more to keep. */
  outcome: Pick<Outcome, 'attempt' | 'findings' | 'reason'> | undefined;
}

type Began = Extract<RunEvent, { kind: 'began' }>;
type Progressed = Extract<RunEvent, { kind: 'progress' }>;

export class RunState {
  readonly manifest: Manifest;
  readonly cells: readonly Cell[];
  /** Unix time in seconds of the last outcome; undefined before the first. */
  lastRecordedAt: number | undefined;
  /** When work was last seen to get further, by `now`; when the run was opened before that. */
  lastProgressAt: number;
  complete = false;
  readonly #now: () => number;
  readonly #alive: (worker: string, lastSeenAt: number) => boolean;
  readonly #stamp: (at: number) => number;

  /**
   * `now`: seconds of a clock that is never set. `alive`: whether a worker, of whose work something was last
   * heard at `lastSeenAt`, may still be at it. `stamp`: Unix time in seconds of a moment of `now`.
   */
  constructor(
    manifest: Manifest,
    now: () => number,
    alive: (worker: string, lastSeenAt: number) => boolean = () => true,
    stamp: (at: number) => number = (at) => at,
  ) {
    this.manifest = manifest;
    this.#now = now;
    this.#alive = alive;
    this.#stamp = stamp;
    this.lastProgressAt = now();
    this.cells = gridOf(manifest.study).map((trial) => ({ trial, outcome: undefined, ...fresh() }));
  }

  /** Unix time in seconds at which work was last seen to get further. */
  get lastProgressStamp(): number {
    return this.#stamp(this.lastProgressAt);
  }

  /** The state of a cell now: what a lost worker had in training waits for another. */
  stateOf({ state, worker, lastSeenAt }: Cell): TrialStateName {
    return state === 'training' && worker !== undefined && !this.#alive(worker, lastSeenAt)
      ? 'queued'
      : state;
  }

  trialRecorded(outcome: Outcome, old: boolean): void {
    const cell = this.cells[outcome.trial];
    if (!cell) return;
    const { objective } = this.manifest.study;
    const values = (outcome.history[objective.metric] ?? []).map((value) => value ?? undefined);
    const { status: state, attempt, findings, reason, metrics: latest } = outcome;
    Object.assign(cell, { state, worker: undefined, attempt, done: 1, values, latest });
    cell.outcome = { attempt, findings, ...(reason === undefined ? {} : { reason }) };
    const at = Date.parse(outcome.recordedAt) / 1000;
    this.lastRecordedAt = Math.max(this.lastRecordedAt ?? 0, at);
    if (!old) this.lastProgressAt = this.#now();
  }

  /** An attempt begins anew: what an earlier one had reached is gone. */
  packBegan({ trials, worker, attempt }: Began): void {
    const lastSeenAt = this.#now();
    for (const cell of this.#open(trials)) {
      Object.assign(cell, fresh(), { state: 'training', worker, lastSeenAt, attempt });
    }
    this.lastProgressAt = lastSeenAt;
  }

  progressed({ worker, step, steps, trials }: Progressed): void {
    const lastSeenAt = this.#now();
    for (const progress of trials) {
      const [cell] = this.#open([progress.trial]);
      // A worker that lost the trial to another may still talk for a while.
      if (cell && (cell.worker === undefined || cell.worker === worker)) {
        cell.state = 'training';
        cell.worker = worker;
        cell.lastSeenAt = lastSeenAt;
        cell.done = steps > 0 ? Math.min(1, step / steps) : 0;
        this.#epochEnded(cell, progress);
      }
    }
    this.lastProgressAt = lastSeenAt;
  }

  packReleased(trials: readonly number[]): void {
    for (const cell of this.#open(trials)) Object.assign(cell, fresh());
  }

  runCompleted(): void {
    this.complete = true;
  }

  #epochEnded(cell: Cell, { epoch, metrics = {} }: TrialProgress): void {
    // The epoch comes from outside: beyond the study's it would only cost memory.
    if (
      epoch === undefined ||
      epoch >= settingsOf(this.manifest.study, armAt(this.manifest.study, cell.trial.index)).training.epochs
    )
      return;
    const value = metrics[this.manifest.study.objective.metric];
    if (value !== undefined) cell.values[epoch] = value;
    cell.latest = metrics;
  }

  #open(trials: readonly number[]): Cell[] {
    return trials.flatMap((trial) => {
      const cell = this.cells[trial];
      return cell && !cell.outcome ? [cell] : [];
    });
  }
}

/** A cell nobody works on. */
function fresh(): Omit<Cell, 'trial' | 'outcome'> {
  return {
    state: 'queued',
    worker: undefined,
    lastSeenAt: 0,
    attempt: 0,
    done: 0,
    values: [],
    latest: {},
  };
}

/** Takes an event into a run's state. */
export function applyEvent(runState: RunState, event: RunEvent): void {
  switch (event.kind) {
    case 'recorded':
      runState.trialRecorded(event.outcome, event.old);
      break;
    case 'began':
      runState.packBegan(event);
      break;
    case 'progress':
      runState.progressed(event);
      break;
    case 'released':
      runState.packReleased(event.trials);
      break;
    case 'done':
      runState.runCompleted();
      break;
  }
}
