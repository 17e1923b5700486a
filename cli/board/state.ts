/**
 * What the board shows, and how events change it: pure, so that the whole display is a function of what
 * happened.
 */

import type { RunEvent } from '../../coordinator/run/events.ts';
import type { WorkerState } from '../../proto/generated/fanout/v1/WorkerState.ts';
import { type Metric, metricOf } from '../../proto/metrics.ts';
import { shownText } from '../../proto/shown-text.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { secondsLeft as secondsLeftAt } from '../../web/time-left.ts';

export interface Cell {
  readonly status: 'waiting' | 'training' | 'completed' | 'failed';
  /** Share of its training that is done, 0 … 1. */
  readonly fraction: number;
  /** The objective after the last epoch that ended; absent before. */
  readonly value?: number;
  /** Kinds of its findings. */
  readonly findings: readonly string[];
}

export interface BoardState {
  readonly run: string;
  readonly study: string;
  /** What the cells show: the metric that the study decides by. */
  readonly objective: Metric;
  readonly arms: readonly string[];
  /** One column for each fold and seed: `fold 0`, or `0·2` (fold 0, seed 2) with several seeds. */
  readonly columns: readonly string[];
  /** In the grid's order: block by block, arm by arm. */
  readonly cells: readonly Cell[];
  /** State of each worker, by name, as it last said. */
  readonly workers: ReadonlyMap<string, WorkerState>;
  /** Examples per second of each pack in training. */
  readonly rates: ReadonlyMap<string, number>;
  readonly retries: number;
  /** Why nothing is recorded now; absent while all is well. */
  readonly trouble?: string | undefined;
  /** Trials that were recorded before this part of the run. */
  readonly recordedBefore: number;
  /** In milliseconds, by a clock that is never set. */
  readonly startedAt: number;
}

export type BoardEvent =
  | RunEvent
  | { readonly kind: 'worker'; readonly worker: string; readonly state: WorkerState }
  | { readonly kind: 'lost' }
  /** The storage fails, and why; undefined: no longer. */
  | { readonly kind: 'storage'; readonly trouble: string | undefined };

/** A run of which nothing has happened yet. */
export function newBoard(manifest: Manifest, now: number): BoardState {
  const { study } = manifest;
  const columns = study.seeds.flatMap((seed) =>
    Array.from({ length: study.folds.count }, (_, fold) =>
      study.seeds.length === 1 ? `fold ${fold}` : `${fold}·${seed}`,
    ),
  );
  return {
    run: shownText(manifest.run),
    study: shownText(study.name),
    objective: metricOf(study.metrics, study.objective.metric),
    arms: study.arms.map(({ label }) => shownText(label)),
    columns,
    cells: gridOf(study).map(() => ({ status: 'waiting', fraction: 0, findings: [] })),
    workers: new Map(),
    rates: new Map(),
    retries: 0,
    recordedBefore: 0,
    startedAt: now,
  };
}

/** The board after an event. Pure. */
export function reduce(state: BoardState, event: BoardEvent): BoardState {
  switch (event.kind) {
    case 'recorded': {
      const { status, findings, metrics } = event.outcome;
      const value = metrics[state.objective.name];
      const kinds = findings.map(({ kind }) => kind);
      const cell: Cell = {
        status,
        fraction: 1,
        findings: kinds,
        ...(value === undefined ? {} : { value }),
      };
      return {
        ...withCells(state, [event.outcome.trial], () => cell),
        recordedBefore: state.recordedBefore + (event.old ? 1 : 0),
      };
    }
    case 'began':
      return withCells(state, event.trials, () => ({ status: 'training', fraction: 0, findings: [] }));
    case 'progress': {
      const { name } = state.objective;
      const values = new Map(event.trials.map(({ trial, metrics }) => [trial, metrics?.[name]]));
      const fraction = event.steps > 0 ? event.step / event.steps : 0;
      const next = withCells(state, [...values.keys()], (cell, trial) => {
        const value = values.get(trial) ?? cell.value;
        return { ...cell, status: 'training', fraction, ...(value === undefined ? {} : { value }) };
      });
      return { ...next, rates: new Map(state.rates).set(event.worker, event.examplesPerSecond) };
    }
    case 'released':
      return {
        ...withCells(state, event.trials, () => ({ status: 'waiting', fraction: 0, findings: [] })),
        retries: state.retries + 1,
      };
    case 'worker': {
      const rates = new Map(state.rates);
      if (event.state !== 'WORKER_STATE_TRAINING') rates.delete(event.worker);
      return { ...state, workers: new Map(state.workers).set(event.worker, event.state), rates };
    }
    case 'lost':
      return { ...state, retries: state.retries + 1 };
    case 'storage':
      return { ...state, trouble: event.trouble };
    default:
      return state;
  }
}

/** What is recorded does not change any more, whatever an old message says. */
function withCells(
  state: BoardState,
  trials: readonly number[],
  change: (cell: Cell, trial: number) => Cell,
): BoardState {
  const cells = [...state.cells];
  for (const trial of trials) {
    const cell = cells[trial];
    if (cell && cell.status !== 'completed' && cell.status !== 'failed') cells[trial] = change(cell, trial);
  }
  return { ...state, cells };
}

/** Trials with an outcome. */
export function recorded({ cells }: Pick<BoardState, 'cells'>): number {
  return cells.filter(({ status }) => status === 'completed' || status === 'failed').length;
}

/** Examples trained per second now, over all workers. */
export function examplesPerSecond({ rates }: BoardState): number {
  return [...rates.values()].reduce((sum, rate) => sum + rate, 0);
}

/** So much of a trial must be done before a time is foretold. */
const LEAST_TRIALS = 0.2;

/** Seconds left, from what this part of the run has done so far; undefined while that says nothing. */
export function secondsLeft(state: BoardState, now: number): number | undefined {
  const trials = state.cells.length;
  const done = state.cells.reduce((sum, { fraction }) => sum + fraction, 0) / trials;
  const pace = { done, doneBefore: state.recordedBefore / trials, elapsed: (now - state.startedAt) / 1000 };
  return secondsLeftAt(pace, LEAST_TRIALS / trials);
}

/** Mean objective of an arm's completed trials; undefined before the first. */
export function meanValue(state: BoardState, arm: number): number | undefined {
  const rows = state.cells.filter(
    (cell, index) => index % state.arms.length === arm && cell.status === 'completed',
  );
  const known = rows.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
