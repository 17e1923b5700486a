/** Why a run that is not over is to have no workers, and what is said of it. */
import type { State } from '../resource/status.ts';
import type { News } from './conditions.ts';
import { isSuspended, type StudyObject } from './object.ts';

/** Its own wish, or a Study of a higher priority that is to be served in its place. */
export type Idle = 'suspended' | 'displaced';

/** Undefined: it is to have workers. Pure. */
export function idleReason(study: StudyObject, isYielding: boolean): Idle | undefined {
  if (isSuspended(study)) return 'suspended';
  return isYielding ? 'displaced' : undefined;
}

/**
 * The state of a run that is open. `left`: it is to have no workers, and has none. One that is displaced is
 * `Running` until then, since that is what tells the next coordinator of its workers. Pure.
 */
export function stateOf(idle: Idle | undefined, left: boolean): State {
  if (idle === 'suspended') return 'Suspended';
  return idle === 'displaced' && left ? 'Waiting' : 'Running';
}

/** The conditions of a run that is open, or would be if it were not suspended. Pure. */
export function runningNews(study: StudyObject, idle: Idle | undefined): News[] {
  const why = study.spec.suspend === true ? 'spec.suspend is true' : 'spec.workers.max is 0';
  if (idle === 'suspended')
    return [
      { type: 'Running', holds: false, reason: 'Suspended', message: why },
      { type: 'Suspended', holds: true, reason: 'Suspended', message: why },
    ];
  const resumed: News = {
    type: 'Suspended',
    holds: false,
    reason: 'Resumed',
    message: 'it may have workers',
  };
  const message = 'a study of a higher priority is served in its place; its workers deliver what they hold';
  return idle === 'displaced'
    ? [{ type: 'Running', holds: false, reason: 'Displaced', message }, resumed]
    : [{ type: 'Running', holds: true, reason: 'Training', message: `run ${study.status?.run}` }, resumed];
}
