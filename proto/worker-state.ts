import type { WorkerState } from './generated/fanout/v1/WorkerState.ts';

/** What a worker says that it does, in the order in which it comes to it. */
export const WORKER_STATES = ['starting', 'idle', 'loading', 'training', 'draining'] as const;
export type WorkerStateName = (typeof WORKER_STATES)[number];

/** A state as the contract writes it. Pure. */
export const toWorkerState = (name: WorkerStateName): WorkerState =>
  `WORKER_STATE_${name.toUpperCase()}` as WorkerState;

/** A state that came over the contract; one that is not known here is `starting`. Pure. */
export const fromWorkerState = (state: string): WorkerStateName =>
  WORKER_STATES.find((name) => toWorkerState(name) === state) ?? 'starting';
