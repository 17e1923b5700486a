import type { Condition } from '../resource/status.ts';
import type { Problem } from '../workers/problem.ts';

/**
 * The conditions of a Study: is its spec good, is its run under way, is it over, and do its workers start.
 */
export type ConditionType = 'Accepted' | 'Running' | 'Complete' | 'WorkersReady';

export interface News {
  readonly type: ConditionType;
  readonly holds: boolean;
  /** CamelCase, or a code of the error catalogue. */
  readonly reason: string;
  readonly message: string;
}

/** The conditions after some news. The time of a transition moves only when `status` changes. Pure. */
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
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    });
  }
  return [...byType.values()];
}

/** Whether all workers that are wanted start, or why not. Pure. */
export function workersReady(problem: Problem | undefined): News {
  return problem
    ? { type: 'WorkersReady', holds: false, reason: problem.reason, message: problem.message }
    : { type: 'WorkersReady', holds: true, reason: 'Started', message: 'all workers that are wanted start' };
}
