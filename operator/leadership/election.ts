/** One of several replicas leads: it holds a Lease, and renews it for as long as it lives. */
import { setTimeout as pause } from 'node:timers/promises';
import { FanoutError } from '../../proto/errors.ts';
import { type LeaseState, moveOf, type Seen, seenAgain } from './hold.ts';

/** The Lease, as the API server keeps it. */
export interface LeaseStore {
  /** The Lease, with what its next writer must show; undefined where there is none. Throws UNAVAILABLE. */
  read(): Promise<{ readonly state: LeaseState; readonly version: string } | undefined>;
  /**
   * Writes it, unless it has changed since that version (undefined: since there was none): then false. Throws
   * UNAVAILABLE.
   */
  write(state: LeaseState, version: string | undefined): Promise<boolean>;
}

export interface ElectionOptions {
  readonly store: LeaseStore;
  /** This replica's name; another for each start. */
  readonly me: string;
  /** How long the Lease holds without renewal; a leader gives up a quarter before that. */
  readonly termMs: number;
  /** How often it is looked at, or renewed. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  /** Milliseconds of a clock that is never set; and a pause by it. */
  readonly now?: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** A Lease that is held. */
export interface Leadership {
  /** Rejects when it could not be renewed in time: somebody else may lead from then on. */
  readonly lost: Promise<never>;
  /** Lets it go, so that another takes it at once. Never rejects. */
  release(): Promise<void>;
}

/** Waits until this replica leads; undefined when told to stop before. */
export async function lead(options: ElectionOptions): Promise<Leadership | undefined> {
  const { everyMs, signal, log, now = () => performance.now(), wait = waiting } = options;
  let seen: Seen | undefined;
  let told: string | undefined;
  while (!signal.aborted) {
    const began = now();
    try {
      const step = await tryOnce(options, seen, now);
      if (step.held) {
        log('this replica leads', { me: options.me });
        return hold(options, step.held, began, { now, wait });
      }
      seen = step.seen;
      const holder = seen.state?.holder;
      if (holder !== told) log('another replica leads; waiting until it has gone', { holder });
      told = holder;
    } catch (error) {
      log('the lease of the coordinator cannot be had; will try again', { error: (error as Error).message });
    }
    await wait(everyMs, signal);
  }
  return undefined;
}

/** One look at the Lease, and what follows. */
async function tryOnce(
  { store, me, termMs }: ElectionOptions,
  before: Seen | undefined,
  now: () => number,
): Promise<{ readonly seen: Seen; readonly held?: LeaseState }> {
  const found = await store.read();
  const seen = seenAgain(before, found, now());
  const move = moveOf(seen, me, now(), termMs);
  if (move === 'wait') return { seen };
  const transitions = (found?.state.transitions ?? 0) + (move === 'take' && found ? 1 : 0);
  const state = { holder: me, renewed: renewal(), transitions };
  return (await store.write(state, found?.version)) ? { seen, held: state } : { seen };
}

interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Renews for as long as it works; `since`: before the write that took it. */
function hold(options: ElectionOptions, taken: LeaseState, since: number, { now, wait }: Clock): Leadership {
  const { store, me, termMs, everyMs } = options;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  let lose: (error: FanoutError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  // Heard by who waits for it; until then nobody needs to.
  lost.catch(() => undefined);
  const renewing = (async () => {
    let renewedAt = since;
    while (!signal.aborted) {
      await wait(everyMs, signal);
      if (signal.aborted) return;
      const began = now();
      const found = await store.read().catch(() => undefined);
      if (found && found.state.holder !== me) return lose(noLeader(`${found.state.holder} leads now`));
      const state = { ...taken, renewed: renewal() };
      if (found && (await store.write(state, found.version).catch(() => false))) renewedAt = began;
      if (now() - renewedAt > 0.75 * termMs) return lose(noLeader('it could not be renewed in time'));
    }
  })();
  return {
    lost,
    async release() {
      over.abort();
      await renewing;
      const found = await store.read().catch(() => undefined);
      if (found?.state.holder === me)
        await store.write({ ...found.state, holder: '' }, found.version).catch(() => false);
    },
  };
}

const waiting = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => undefined);

/** Kubernetes keeps microseconds. */
const renewal = () => new Date().toISOString().replace('Z', '000Z');

const noLeader = (why: string) =>
  new FanoutError('UNAVAILABLE', `this replica of the coordinator leads no more: ${why}`, {
    hint: 'nothing: the next one takes the runs up',
  });
