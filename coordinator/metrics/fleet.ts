import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import { fromWorkerState, WORKER_STATES } from '../../proto/worker-state.ts';

/** A worker that said nothing for this long, in seconds, is lost: it speaks every ten. */
export const LOST_AFTER = 45;
/** A worker that said nothing for this long, in seconds, is not shown any more: so its label goes as well. */
export const FORGOTTEN_AFTER = 600;

/** What workers say, and what is said of those who say nothing. */
export const FLEET_STATES = [...WORKER_STATES, 'lost'] as const;
export type FleetState = (typeof FLEET_STATES)[number];

export interface FleetMember {
  readonly worker: string;
  readonly state: FleetState;
  /** When it was last heard, in seconds, by the clock of `now`. */
  readonly heardAt: number;
  readonly memoryBytes: number;
}

/** The workers that spoke to this coordinator lately. */
export class Fleet {
  readonly #members = new Map<string, FleetMember>();

  /** `now`: seconds of a clock that is never set, as everywhere here. */
  heartbeat({ worker, state, memoryBytes }: HeartbeatRequest__Output, now: number): void {
    const name = worker?.worker;
    if (!name) return;
    this.#members.set(name, { worker: name, state: fromWorkerState(state), heardAt: now, memoryBytes });
  }

  /** A sign of life that is no heartbeat. */
  heard(worker: string, now: number): void {
    const member = this.#members.get(worker);
    if (member) this.#members.set(worker, { ...member, heardAt: now });
  }

  /** Those who are here or were lost lately; one that was draining when it fell silent has left in order. */
  members(now: number): FleetMember[] {
    for (const [name, { state, heardAt }] of this.#members) {
      const silence = now - heardAt;
      if (silence > FORGOTTEN_AFTER || (state === 'draining' && silence > LOST_AFTER))
        this.#members.delete(name);
    }
    return [...this.#members.values()].map((member) =>
      now - member.heardAt > LOST_AFTER ? { ...member, state: 'lost' } : member,
    );
  }

  /**
   * Whether a worker may still be at work. `signAt`: when something was last heard of its work. One that was never heard of itself, or
   * is forgotten, is judged by that alone.
   */
  alive(worker: string, signAt: number, now: number): boolean {
    const heardAt = this.#members.get(worker)?.heardAt ?? signAt;
    return now - Math.max(heardAt, signAt) <= LOST_AFTER;
  }
}
