import { FRESH, onRecorded, type TrialState } from './trial-state.ts';

/** Where each trial of a run stands, as this coordinator knows it. One of which nothing is known is open. */
export class TrialStates {
  readonly #trials: number;
  readonly #states = new Map<number, TrialState>();
  #recorded = 0;

  constructor(trials: number) {
    this.#trials = trials;
  }

  /** Trials whose outcomes are known. */
  get recorded(): number {
    return this.#recorded;
  }

  of(trial: number): TrialState {
    return this.#states.get(trial) ?? FRESH;
  }

  /** Those of a pack. */
  ofAll(trials: readonly number[]): ReadonlyMap<number, TrialState> {
    return new Map(trials.map((trial) => [trial, this.of(trial)]));
  }

  /** What a decision makes of them: none of these is recorded thereby. */
  become(states: ReadonlyMap<number, TrialState>): void {
    for (const [trial, state] of states) this.#states.set(trial, state);
  }

  /** An outcome of this trial stands in the ledger. False when that was known. */
  record(trial: number): boolean {
    if (this.of(trial).kind === 'recorded') return false;
    this.#states.set(trial, onRecorded());
    this.#recorded += 1;
    return true;
  }

  /** Failures of an open trial; 0 for one that is recorded. */
  failuresOf(trial: number): number {
    const state = this.of(trial);
    return state.kind === 'open' ? state.failures : 0;
  }

  /** Trials without an outcome, in order. */
  open(): number[] {
    const open: number[] = [];
    for (let trial = 0; trial < this.#trials; trial++) if (this.of(trial).kind === 'open') open.push(trial);
    return open;
  }
}
