/**
 * What becomes of a trial, as a pure function: (state, event) → (state, instructions).
 *
 * - `open`: no outcome is known; `failures` attempts ended without one. It ends when an outcome is in the
 *   ledger.
 * - `recorded`: the ledger has its outcome; nothing changes it any more.
 *
 * Whether a worker trains an open trial right now is not part of the state: it may have died a moment ago,
 * and nothing that is decided here depends on it. Packs come and go (given out, handed back, split); trials
 * stay. The events:
 *
 * - `begin`: a worker has received a pack. Train what is open; or split a pack that failed twice into single
 *   trials, so that one poison trial takes no others along; or give a single trial up that failed too often,
 *   by recording that.
 * - `released`: a worker could not finish a pack and says why. What is not the trial's costs it nothing: a
 *   drain, a service that does not answer, a worker that is not fit for any trial (its disk is full, its
 *   credentials have expired) and ends. A pack that was too large comes back in halves. What cannot succeed
 *   is recorded as failed, but only for the trial that is alone with it.
 * - `recorded`: the ledger has an outcome, from whichever attempt.
 */
import { type ErrorCode, faultOf, retryOf } from '../../proto/faults-and-retries.ts';

export type TrialState =
  | {
      readonly kind: 'open';
      readonly failures: number;
      /** Of these, those of the trial's own program; a coordinator that starts anew begins at 0. */
      readonly own?: number;
      /** How often its program asked to be tried again; a coordinator that starts anew begins at 0. */
      readonly asked?: number;
    }
  | { readonly kind: 'recorded' };

export type PackEvent =
  /**
   * `attemptsBefore`: attempts at this pack's trials which began earlier, without those that were forgotten.
   */
  | { readonly kind: 'begin'; readonly attemptsBefore: number }
  | {
      readonly kind: 'released';
      readonly code: ErrorCode;
      readonly reason: string;
      /** Further attempts that a trial gets whose own program failed; absent: those of any trial. */
      readonly retries?: number;
    };

export type Instruction =
  | { readonly kind: 'train'; readonly trials: readonly number[]; readonly attempt: number }
  /** Put these packs into the queue, before the worker is answered. */
  | {
      readonly kind: 'publish';
      readonly packs: readonly { trials: readonly number[]; priorAttempts: number }[];
    }
  /** Record these trials as failed, before the worker is answered. */
  | {
      readonly kind: 'fail';
      readonly trials: readonly number[];
      readonly attempt: number;
      readonly reason: string;
    }
  /** The attempt that this worker began counts as none. */
  | { readonly kind: 'forget_attempt' }
  /** The worker is to acknowledge the message: what follows is taken care of. */
  | { readonly kind: 'discard' }
  /** The worker is to hand the message back. */
  | { readonly kind: 'return' };

export interface Transition {
  readonly states: ReadonlyMap<number, TrialState>;
  readonly instructions: readonly Instruction[];
}

/** After this many failures a pack is split into its trials. */
export const FAILURES_TO_SPLIT = 2;
/** After this many failures, those in a pack counted in, a single trial is given up. */
export const FAILURES_TO_GIVE_UP = 5;
/**
 * After asking so often to be tried again a program is taken at its word no more: whatever it waits for does
 * not come. A worker hands such a pack back for a second, so that takes minutes at least.
 */
export const ASKS_TO_GIVE_UP = 100;

/** The state of a trial of which nothing is known. */
export const FRESH: TrialState = { kind: 'open', failures: 0 };

/** One for all: a large grid has a state for each trial. */
const RECORDED: TrialState = { kind: 'recorded' };

type States = ReadonlyMap<number, TrialState>;

/** What follows from an event that concerns a pack, given the states of its trials. Pure. */
export function onPack(states: States, event: PackEvent): Transition {
  const open = [...states].flatMap(([trial, state]) => (state.kind === 'open' ? [trial] : []));
  if (open.length === 0) return { states, instructions: [{ kind: 'discard' }] };
  return event.kind === 'begin'
    ? onBegin(states, open, event.attemptsBefore)
    : onGivenBack(states, open, event);
}

/** What follows when the ledger has an outcome of a trial. Pure. */
export function onRecorded(): TrialState {
  return RECORDED;
}

function onBegin(states: States, open: readonly number[], attemptsBefore: number): Transition {
  const failures = Math.max(attemptsBefore, worst(states));
  const next = withFailures(states, open, failures);
  if (states.size > 1 && failures >= FAILURES_TO_SPLIT) {
    return {
      states: next,
      instructions: [
        publish(
          open.map((trial) => [trial]),
          failures,
        ),
        { kind: 'discard' },
      ],
    };
  }
  if (failures >= FAILURES_TO_GIVE_UP) {
    const reason = `WORKER_LOST: ${failures} attempts ended without an outcome; each worker stopped, was killed or lost its connection`;
    return {
      states: next,
      instructions: [{ kind: 'fail', trials: open, attempt: failures, reason }, { kind: 'discard' }],
    };
  }
  return { states: next, instructions: [{ kind: 'train', trials: open, attempt: failures + 1 }] };
}

function onGivenBack(
  states: States,
  open: readonly number[],
  event: Extract<PackEvent, { kind: 'released' }>,
): Transition {
  if (event.code === 'PROGRAM_TRY_AGAIN') return onAsked(states, open, event.reason);
  if (faultOf(event.code) !== 'trial')
    return { states, instructions: [{ kind: 'forget_attempt' }, { kind: 'return' }] };
  const failures = worst(states) + 1;
  const counted = withFailures(states, open, failures);
  const next = event.retries === undefined ? counted : withOwn(counted, open);
  const reason = `${event.code}: ${event.reason}`;
  const retry = retryOf(event.code);
  const spent = event.retries !== undefined && mostOwn(next) > event.retries;
  if (open.length > 1 && retry === 'smaller') {
    const half = Math.ceil(open.length / 2);
    return {
      states: next,
      instructions: [publish([open.slice(0, half), open.slice(half)], failures), { kind: 'discard' }],
    };
  }
  if (retry === 'never' || spent || failures >= FAILURES_TO_GIVE_UP) {
    const instruction: Instruction =
      open.length > 1
        ? publish(
            open.map((trial) => [trial]),
            failures,
          )
        : { kind: 'fail', trials: open, attempt: failures, reason };
    return { states: next, instructions: [instruction, { kind: 'discard' }] };
  }
  return { states: next, instructions: [{ kind: 'return' }] };
}

/** A program that asks to be tried again costs its trial nothing, but not for ever. */
function onAsked(states: States, open: readonly number[], reason: string): Transition {
  const asked =
    1 + Math.max(0, ...[...states.values()].map((state) => (state.kind === 'open' ? (state.asked ?? 0) : 0)));
  const next = new Map(states);
  for (const trial of open) next.set(trial, { ...next.get(trial), asked } as TrialState);
  if (asked < ASKS_TO_GIVE_UP)
    return { states: next, instructions: [{ kind: 'forget_attempt' }, { kind: 'return' }] };
  const attempt = worst(states) + 1;
  const told = `PROGRAM_TRY_AGAIN: it asked to be tried again ${asked} times: ${reason}`;
  const instruction: Instruction =
    open.length > 1
      ? publish(
          open.map((trial) => [trial]),
          worst(states),
        )
      : { kind: 'fail', trials: open, attempt, reason: told };
  return { states: next, instructions: [instruction, { kind: 'discard' }] };
}

function publish(packs: readonly (readonly number[])[], priorAttempts: number): Instruction {
  return { kind: 'publish', packs: packs.map((trials) => ({ trials, priorAttempts })) };
}

function worst(states: States): number {
  return Math.max(0, ...[...states.values()].map((state) => (state.kind === 'open' ? state.failures : 0)));
}

function withFailures(states: States, trials: readonly number[], failures: number): States {
  const next = new Map(states);
  for (const trial of trials) next.set(trial, { ...next.get(trial), kind: 'open', failures });
  return next;
}

/** One more failure of these trials' own program. */
function withOwn(states: States, trials: readonly number[]): States {
  const next = new Map(states);
  for (const trial of trials) {
    const state = next.get(trial);
    if (state?.kind === 'open') next.set(trial, { ...state, own: (state.own ?? 0) + 1 });
  }
  return next;
}

function mostOwn(states: States): number {
  return Math.max(0, ...[...states.values()].map((state) => (state.kind === 'open' ? (state.own ?? 0) : 0)));
}
