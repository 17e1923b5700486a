/**
 * Who leads the replicas of a coordinator, decided over a Lease of Kubernetes as client-go decides it: a
 * Lease that its holder has not renewed for its whole term, as seen by this process's own clock, is free. No
 * clock of another machine is believed.
 */

/** What a Lease says. */
export interface LeaseState {
  readonly holder: string;
  /** When it was renewed, as its holder says: for people, and believed by nobody. */
  readonly renewed: string;
  readonly transitions: number;
}

/** A Lease as this process has seen it. */
export interface Seen {
  readonly state: LeaseState | undefined;
  /** Of the object: another one with each renewal. */
  readonly version: string | undefined;
  /** When it was first seen so, in milliseconds of a clock that is never set. */
  readonly at: number;
}

/** What this process is to do with it. */
export type Move = 'renew' | 'take' | 'wait';

/** The Lease as it is known after it was read once more. Pure. */
export function seenAgain(
  seen: Seen | undefined,
  found: { readonly state: LeaseState; readonly version: string } | undefined,
  now: number,
): Seen {
  if (seen !== undefined && seen.version === found?.version) return seen;
  return { state: found?.state, version: found?.version, at: now };
}

/** What to do: `termMs` is how long a Lease holds without renewal. Pure. */
export function moveOf(
  { state, at }: Pick<Seen, 'state' | 'at'>,
  me: string,
  now: number,
  termMs: number,
): Move {
  if (state?.holder === me) return 'renew';
  if (state === undefined || state.holder === '') return 'take';
  return now - at >= termMs ? 'take' : 'wait';
}
