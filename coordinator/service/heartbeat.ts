import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { Caller } from './credentials.ts';

/** What a worker says of itself. */
export interface Heartbeat extends HeartbeatRequest__Output {
  /** Whose token it came with; absent where the token speaks for any worker. */
  readonly speaker?: string;
}

/** The message, with whose token it came. Pure. */
export function heardFrom({ run, worker }: Caller, heartbeat: HeartbeatRequest__Output): Heartbeat {
  return run === undefined ? heartbeat : { ...heartbeat, speaker: `${run}/${worker}` };
}
