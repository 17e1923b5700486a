/** One trial as it stands in a run, and what events do to it. */
import type { Metrics } from '../../proto/metrics.ts';
import type { Trial } from '../../study/grid.ts';
import type { Outcome } from '../ledger/outcome.ts';

export const TRIAL_STATES = ['queued', 'training', 'completed', 'failed'] as const;
export type TrialStateName = (typeof TRIAL_STATES)[number];

/** How a trial stands, as far as that is known: progress is lossy. */
export interface TrialState {
  readonly trial: Trial;
  /** Training examples that it sees in all its epochs. */
  readonly examples: number;
  state: TrialStateName;
  /** Who trains it, while somebody does. */
  worker: string | undefined;
  /** When its training was last heard of, in seconds of the run state's clock; 0 while nobody trains it. */
  lastSeenAt: number;
  attempt: number;
  /** Share of its steps that are done, 0 … 1. */
  done: number;
  /** The objective by epoch, from 0. */
  values: (number | undefined)[];
  /**
   * The objective: at the end of a completed trial, where it is finite; of any other after the last epoch of
   * which it is known.
   */
  value: number | undefined;
  /** Every metric: after the last epoch so far, or at the trial's end. */
  latest: Metrics;
  /** What is shown of its outcome, once there is one: the whole of it would be far more to keep. */
  outcome: Pick<Outcome, 'attempt' | 'findings' | 'reason'> | undefined;
}

/** A trial that nothing has happened to. */
export function newTrial(trial: Trial, examples: number): TrialState {
  return { trial, examples, outcome: undefined, ...fresh() };
}

/** An attempt begins: what an earlier one had reached is gone. */
export function begin(trial: TrialState, worker: string, attempt: number, at: number): void {
  Object.assign(trial, fresh(), { state: 'training', worker, attempt, lastSeenAt: at });
}

/** Its worker trains it, and has got so far. */
export function advance(trial: TrialState, worker: string, done: number, at: number): void {
  Object.assign(trial, { state: 'training', worker, done, lastSeenAt: at });
}

/** An epoch has ended, with these metrics. `objective`: the name of the one that the study decides by. */
export function endEpoch(trial: TrialState, epoch: number, metrics: Metrics, objective: string): void {
  const value = metrics[objective];
  if (value !== undefined) trial.values[epoch] = value;
  trial.value = trial.values.findLast((each) => each !== undefined);
  trial.latest = metrics;
}

/** It waits for another worker. */
export function release(trial: TrialState): void {
  Object.assign(trial, fresh());
}

/** Its outcome is recorded. `objective`: the name of the metric that the study decides by. */
export function record(trial: TrialState, outcome: Outcome, objective: string): void {
  const { status: state, attempt, findings, reason, metrics: latest } = outcome;
  const values = (outcome.history[objective] ?? []).map((value) => value ?? undefined);
  const value = state === 'completed' ? latest[objective] : values.findLast((each) => each !== undefined);
  Object.assign(trial, { state, worker: undefined, attempt, done: 1, values, value, latest });
  trial.outcome = { attempt, findings, ...(reason === undefined ? {} : { reason }) };
}

/** A trial that nobody works on. */
function fresh(): Omit<TrialState, 'trial' | 'examples' | 'outcome'> {
  return {
    state: 'queued',
    worker: undefined,
    lastSeenAt: 0,
    attempt: 0,
    done: 0,
    values: [],
    value: undefined,
    latest: {},
  };
}
