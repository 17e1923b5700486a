import type { RunState } from './run-state.ts';
import type { TrialState, TrialStateName } from './trial.ts';

/** Trials by state now. What a lost worker had in training is queued. Pure. */
export function countsOf(run: RunState): Record<TrialStateName, number> {
  const counts = { queued: 0, training: 0, completed: 0, failed: 0 };
  for (const trial of run.trials) counts[run.stateOf(trial)] += 1;
  return counts;
}

/** Trials by a property of theirs, in the grid's order. Pure. */
export function groupBy<Key>(
  trials: readonly TrialState[],
  key: (trial: TrialState) => Key,
): Map<Key, TrialState[]> {
  const groups = new Map<Key, TrialState[]>();
  for (const trial of trials) {
    const group = groups.get(key(trial));
    if (group) group.push(trial);
    else groups.set(key(trial), [trial]);
  }
  return groups;
}
