/**
 * What a run looks like now, reduced from its events alone: the terminal's board, the local page, the metrics
 * and the status of a Study are drawn from it, each from one of its own. Everything about an outcome comes
 * from the ledger, so it is the same after a restart of the coordinator, and counted once; what workers do at
 * the moment is of this process.
 */
import { armIndex, gridOf, trialsOfArm } from '../../study/grid.ts';
import { foldOf, type Manifest } from '../../study/manifest.ts';
import { EPOCH_LIMIT, epochsOfArms } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { RunEvent } from '../run/events.ts';
import type { TrialState, TrialStateName } from './trial.ts';
import * as change from './trial.ts';

type Began = Extract<RunEvent, { kind: 'began' }>;
type Progressed = Extract<RunEvent, { kind: 'progress' }>;

export class RunState {
  readonly manifest: Manifest;
  /** In the grid's order. */
  readonly trials: readonly TrialState[];
  /** Those of each arm, in the study's order of arms, in each in the grid's. */
  readonly arms: readonly (readonly TrialState[])[];
  /** Trials by their outcome. */
  readonly outcomes = { completed: 0, failed: 0 };
  /** Packs that workers handed back. */
  packsReleased = 0;
  /** Training examples of the trials that an earlier part of the run has recorded. */
  examplesBefore = 0;
  /** Unix time in seconds of the last outcome; undefined before the first. */
  lastRecordedAt: number | undefined;
  /** When work was last seen to get further, by `now`; when the run was opened before that. */
  lastProgressAt: number;
  complete = false;
  readonly #objective: string;
  /** Epochs of each arm. */
  readonly #epochs: readonly (number | undefined)[];
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
    const { study } = manifest;
    const epochs = epochsOfArms(study);
    const trials = gridOf(study).map((trial) =>
      change.newTrial(trial, workOf(foldOf(manifest, trial)?.train, epochs[armIndex(study, trial.index)])),
    );
    this.manifest = manifest;
    this.trials = trials;
    this.arms = study.arms.map((_, arm) => trialsOfArm(study, arm).map((trial) => trials[trial]!));
    this.lastProgressAt = now();
    this.#objective = study.objective.metric;
    this.#epochs = epochs;
    this.#now = now;
    this.#alive = alive;
    this.#stamp = stamp;
  }

  /** Trials with an outcome. */
  get recorded(): number {
    return this.outcomes.completed + this.outcomes.failed;
  }

  /** Unix time in seconds at which work was last seen to get further. */
  get lastProgressStamp(): number {
    return this.#stamp(this.lastProgressAt);
  }

  /** The state of a trial now: what a lost worker had in training waits for another. */
  stateOf({ state, worker, lastSeenAt }: TrialState): TrialStateName {
    return state === 'training' && worker !== undefined && !this.#alive(worker, lastSeenAt)
      ? 'queued'
      : state;
  }

  /** Takes an event in. */
  apply(event: RunEvent): void {
    switch (event.kind) {
      case 'recorded':
        this.#recorded(event.outcome, event.old);
        break;
      case 'began':
        this.#began(event);
        break;
      case 'progress':
        this.#progressed(event);
        break;
      case 'released':
        this.packsReleased += 1;
        for (const trial of this.#open(event.trials)) change.release(trial);
        break;
      case 'done':
        this.complete = true;
        break;
    }
  }

  #recorded(outcome: Outcome, old: boolean): void {
    const [trial] = this.#open([outcome.trial]);
    if (!trial) return;
    change.record(trial, outcome, this.#objective);
    this.outcomes[outcome.status] += 1;
    if (old) this.examplesBefore += trial.examples;
    else this.lastProgressAt = this.#now();
    const at = Date.parse(outcome.recordedAt) / 1000;
    this.lastRecordedAt = Math.max(this.lastRecordedAt ?? 0, at);
  }

  #began({ trials, worker, attempt }: Began): void {
    this.lastProgressAt = this.#now();
    for (const trial of this.#open(trials)) change.begin(trial, worker, attempt, this.lastProgressAt);
  }

  #progressed({ worker, step, steps, trials }: Progressed): void {
    this.lastProgressAt = this.#now();
    const done = steps > 0 ? Math.min(1, step / steps) : 0;
    for (const { trial: index, epoch, metrics = {} } of trials) {
      const [trial] = this.#open([index]);
      // A worker that lost the trial to another may still talk for a while.
      if (!trial || (trial.worker !== undefined && trial.worker !== worker)) continue;
      change.advance(trial, worker, done, this.lastProgressAt);
      // The epoch comes from outside: beyond the study's it would only cost memory.
      const epochs = this.#epochs[armIndex(this.manifest.study, index)] ?? EPOCH_LIMIT;
      if (epoch !== undefined && epoch < epochs) change.endEpoch(trial, epoch, metrics, this.#objective);
    }
  }

  /** What is recorded does not change any more, whatever an old message says. */
  #open(trials: readonly number[]): TrialState[] {
    return trials.flatMap((index) => {
      const trial = this.trials[index];
      return trial && !trial.outcome ? [trial] : [];
    });
  }
}

/**
 * The work of a trial in training examples; where a program does not say how many it sees, all trials count
 * the same: 1.
 */
function workOf(examples: number | undefined, epochs: number | undefined): number {
  return examples === undefined || epochs === undefined ? 1 : examples * epochs;
}
