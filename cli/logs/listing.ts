/** What `fanout logs RUN` lists. */
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { reasonOf } from '../../report/wording/reason.ts';

/** A trial that has logs. */
export interface LoggedTrial {
  readonly key: string;
  /** In order. */
  readonly attempts: readonly number[];
}

/**
 * A line for each trial with logs: how many attempts where there are several, and of a failed trial that it
 * failed, with the first line of why. Pure.
 */
export function listing(
  trials: readonly LoggedTrial[],
  outcomes: readonly Pick<Outcome, 'key' | 'status' | 'reason'>[],
): string[] {
  const failed = new Map(
    outcomes.flatMap(({ key, status, reason }) =>
      status === 'failed' ? [[key, reasonOf(reason).what] as const] : [],
    ),
  );
  return trials.map(({ key, attempts }) =>
    [
      key,
      ...(attempts.length > 1 ? [`${attempts.length} attempts`] : []),
      ...(failed.has(key) ? [`FAILED: ${failed.get(key)}`] : []),
    ].join('  '),
  );
}

/**
 * Which attempt is shown where there are others, and how to see those; undefined where there is one. Pure.
 */
export function otherAttempts({ key, attempts }: LoggedTrial, shown: number): string | undefined {
  const others = attempts.filter((attempt) => attempt !== shown);
  if (others.length === 0) return undefined;
  return `attempt ${shown} of ${key}; --attempt shows another: ${others.join(', ')}`;
}
