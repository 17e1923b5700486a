/** How far a run is, by the training examples that its trials take. All pure. */
import type { RunState } from './run-state.ts';
import type { TrialState } from './trial.ts';

/**
 * Training examples of these trials together, counted once for each trial that sees them, each trial weighed
 * with `share` of it, 0 … 1.
 */
export function totalExamples(
  trials: readonly TrialState[],
  share: (trial: TrialState) => number = () => 1,
): number {
  return trials.reduce((sum, trial) => sum + trial.examples * share(trial), 0);
}

/** Share of the whole run's work that is done, 0 … 1, what is in training counted in. */
export function progressOf({ trials }: Pick<RunState, 'trials'>): number {
  const all = totalExamples(trials);
  return all === 0 ? 1 : totalExamples(trials, ({ done }) => done) / all;
}

/** Share of the whole run's work that an earlier part of it had done, 0 … 1. */
export function doneBefore({ trials, examplesBefore }: Pick<RunState, 'trials' | 'examplesBefore'>): number {
  const all = totalExamples(trials);
  return all === 0 ? 0 : examplesBefore / all;
}
