import type { Condition } from '../resource/status.ts';
import type { Problem } from '../workers/problem.ts';

/**
 * The conditions of a Study: is its spec good, is its run under way, is it to have no workers, do those it
 * has start, and is it over, with results or without. At most one of `Running`, `Suspended`, `Complete` and
 * `Failed` holds.
 */
export type ConditionType = 'Accepted' | 'Running' | 'Suspended' | 'WorkersReady' | 'Complete' | 'Failed';

export interface News {
  readonly type: ConditionType;
  readonly holds: boolean;
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

/**
 * The conditions after some news. The time of a transition moves only when `status` changes. All of them are
 * about this generation from then on: what is no news holds for it as well, and `kubectl wait` takes no
 * condition of an earlier one for true.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties
 * Pure.
 */
export function withConditions(
  conditions: readonly Condition[],
  news: readonly News[],
  generation: number | undefined,
  now: Date,
): Condition[] {
  const byType = new Map(conditions.map((condition) => [condition.type, condition]));
  for (const { type, holds, reason, message } of news) {
    const status = holds ? 'True' : 'False';
    const earlier = byType.get(type);
    const lastTransitionTime = earlier?.status === status ? earlier.lastTransitionTime : now.toISOString();
    byType.set(type, {
      type,
      status,
      reason,
      message,
      lastTransitionTime,
    });
  }
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  return [...byType.values()].map((condition) => ({ ...condition, ...observed }));
}

/** Whether all workers that are wanted start, or why not. Pure. */
export function workersReady(problem: Problem | undefined): News {
  return problem
    ? { type: 'WorkersReady', holds: false, reason: problem.reason, message: problem.message }
    : { type: 'WorkersReady', holds: true, reason: 'Started', message: 'all workers that are wanted start' };
}
