import { fromWorkerState, WORKER_STATES } from '../../proto/worker-state.ts';
import type { Heartbeat } from '../service/heartbeat.ts';

/** A worker that said nothing for this long, in seconds, is lost: it speaks every ten. */
export const LOST_AFTER = 45;
/** A worker that said nothing for this long, in seconds, is not shown any more: so its label goes as well. */
export const FORGOTTEN_AFTER = 600;
/** The most workers that are shown: the name of each is a label. More are served all the same. */
export const MOST_MEMBERS = 10_000;
/**
 * The most names that are shown of those who speak with one worker's token: one at a time, and some that it
 * had before.
 */
export const MOST_OF_A_TOKEN = 16;

/** What workers say, and what is said of those who say nothing. */
export const FLEET_STATES = [...WORKER_STATES, 'lost'] as const;
export type FleetState = (typeof FLEET_STATES)[number];

export interface FleetMember {
  readonly worker: string;
  readonly state: FleetState;
  /** When it was last heard, in seconds, by the clock of `now`. */
  readonly heardAt: number;
  readonly memoryBytes: number;
  /** Whose token it shows; undefined where the token speaks for any worker. */
  readonly speaker: string | undefined;
}

/** The workers that spoke to this coordinator lately. */
export class Fleet {
  /** By name; who was heard last comes last. */
  readonly #members = new Map<string, FleetMember>();

  /**
   * `now`: seconds of a clock that is never set, as everywhere here. A name for which there is no room is not
   * shown.
   */
  heartbeat({ worker, state, memoryBytes, speaker }: Heartbeat, now: number): void {
    const name = worker?.worker;
    if (!name || !this.#hasRoom(name, speaker, now)) return;
    this.#put({ worker: name, state: fromWorkerState(state), heardAt: now, memoryBytes, speaker });
  }

  /** A sign of life that is no heartbeat. */
  heard(worker: string, now: number): void {
    const member = this.#members.get(worker);
    if (member) this.#put({ ...member, heardAt: now });
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
   * Whether a worker may still be at work. `lastSeenAt`: when something was last heard of its work. One that
   * was never heard of itself, or is forgotten, is judged by that alone.
   */
  alive(worker: string, lastSeenAt: number, now: number): boolean {
    const heardAt = this.#members.get(worker)?.heardAt ?? lastSeenAt;
    return now - Math.max(heardAt, lastSeenAt) <= LOST_AFTER;
  }

  #put(member: FleetMember): void {
    this.#members.delete(member.worker);
    this.#members.set(member.worker, member);
  }

  /**
   * Whether this name can be shown. A new one takes the place of one that is lost, where there are too many.
   */
  #hasRoom(name: string, speaker: string | undefined, now: number): boolean {
    if (this.#members.has(name)) return true;
    const own = speaker === undefined ? [] : this.#ofToken(speaker);
    const isFull = own.length >= MOST_OF_A_TOKEN || this.#members.size >= MOST_MEMBERS;
    if (!isFull) return true;
    const [longestSilent] = own.length >= MOST_OF_A_TOKEN ? own : this.#members.values();
    return now - longestSilent!.heardAt > LOST_AFTER && this.#members.delete(longestSilent!.worker);
  }

  #ofToken(speaker: string): FleetMember[] {
    return [...this.#members.values()].filter((member) => member.speaker === speaker);
  }
}
