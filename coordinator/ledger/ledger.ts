import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { FanoutError } from '../../proto/errors.ts';
import { checkCount } from './check-count.ts';
import { decode, encode, whyUnreadable } from './entry.ts';
import { followEntries } from './follow-entries.ts';
import { FROM_THE_LEADER } from './leader.ts';
import { insistently, leaderStatus } from './leader-status.ts';
import { isUnrecordable, lost, unavailable, unrecordable } from './ledger-errors.ts';
import { forgetSalvage, type Mended, mendLedger } from './mend.ts';
import { isMissing, unlessMissing } from './missing.ts';
import { type Outcome, outcomeSchema, type WhyForeign } from './outcome.ts';
import { type Entry, quarantineOf } from './quarantine.ts';
import { isDamage, readAll } from './read-all.ts';
import { ensureWriteOnce, makeWriteOnce, streamOfBucket } from './write-once.ts';

/**
 * The immutable outcomes of a run, one for each trial, in a NATS KV bucket of its own. It is the truth: a
 * trial is done when `record` has said so, whatever the queue believes.
 */
export interface Ledger {
  /** Hears of an entry that cannot be read and was set aside: the key of its trial, and why. */
  onSetAside?: (key: string, reason: string) => void;
  /**
   * Hears what could be saved of it when it was mended, before it is forgotten that it was: a coordinator
   * that ends before this settles leaves a ledger of which the next one hears the same again.
   */
  onMended?: (mended: Mended) => Promise<void>;
  /**
   * Records an outcome unless there is one. Safe to repeat: the same outcome again is `recorded` again.
   * Throws OUTCOME_INVALID when no ledger can hold it, UNAVAILABLE when NATS did not take it this time,
   * RUN_STORE_LOST.
   */
  record(outcome: Outcome): Promise<'recorded' | 'already'>;
  get(key: string): Promise<Outcome | undefined>;
  /** Number of outcomes. */
  count(): Promise<number>;
  /**
   * All outcomes there are, in the order they were recorded. Throws UNAVAILABLE when they cannot be read in
   * full.
   */
  all(): Promise<Outcome[]>;
  /**
   * Each outcome, whoever recorded it, after mending what damage it finds: first those there are (`old`),
   * then new ones, until the returned function is called. Settles when those there were have been passed on.
   * An outcome may come again.
   */
  watch(
    onOutcome: (outcome: Outcome, old: boolean) => void,
    onLost: (error: FanoutError) => void,
  ): Promise<() => void>;
  /** Number of outcomes. Throws RUN_STORE_LOST when the bucket is gone or has fewer than were seen. */
  check(seen: number): Promise<number>;
  /**
   * As `mendLedger`, with those `copies` that are outcomes of the run; `watch` knows of them from then on,
   * too.
   */
  mend(copies: readonly Outcome[], atLeast: number): Promise<Mended | undefined>;
}

const bucketOf = (run: string) => `fanout-ledger-${run}`;
/** The JetStream stream behind the ledger of a run: one message for each outcome. Pure. */
export const ledgerStream = (run: string) => streamOfBucket(bucketOf(run));

const anyTrial: WhyForeign = () => undefined;

/**
 * Makes the ledger of a new run, or opens that which is there. Entries with a reason of `whyForeign` are set
 * aside.
 */
export async function createLedger(
  client: JetStreamClient,
  run: string,
  replicas: number,
  whyForeign: WhyForeign = anyTrial,
): Promise<Ledger> {
  const { num_replicas } = await ensureWriteOnce(await client.jetstreamManager(), bucketOf(run), replicas);
  const kv = await new Kvm(client).open(bucketOf(run), { ...FROM_THE_LEADER });
  return ledgerOver(client, kv, run, whyForeign, num_replicas);
}

/**
 * Opens the ledger of a run that exists, as `createLedger` does. `copies`: that NATS keeps of it, as far as
 * is known. Throws RUN_STORE_LOST when it is not there.
 */
export async function openLedger(
  client: JetStreamClient,
  run: string,
  whyForeign: WhyForeign = anyTrial,
  copies = 1,
): Promise<Ledger> {
  const manager = await client.jetstreamManager();
  const open = () => makeWriteOnce(manager, bucketOf(run));
  const { num_replicas } = await (copies === 1 ? open() : insistently(open)).catch((error) => {
    if (!isMissing(error)) throw error;
    throw lost(run, 'its ledger is not in the NATS server’s storage', error);
  });
  const kv = await new Kvm(client).open(bucketOf(run), { ...FROM_THE_LEADER });
  return ledgerOver(client, kv, run, whyForeign, num_replicas);
}

/** Deletes the ledger of a run for good. Safe to repeat. */
export async function removeLedger(manager: JetStreamManager, run: string): Promise<void> {
  await forgetSalvage(manager, run);
  await manager.streams.delete(ledgerStream(run)).catch(unlessMissing);
}

function ledgerOver(
  client: JetStreamClient,
  kv: KV,
  run: string,
  whyForeign: WhyForeign,
  copies: number,
): Ledger {
  const bucket = bucketOf(run);
  /** Outcomes that were recorded, from elsewhere. */
  let known: ReadonlyMap<string, Uint8Array> = new Map();
  const read = readerOf(quarantineOf(client, run, bucket), whyForeign, (key, reason) =>
    ledger.onSetAside?.(key, reason),
  );
  const get = async (key: string) => {
    const entry = await kv.get(key);
    return entry ? read(entry) : undefined;
  };
  const readEach = async (entries: readonly Entry[]) => {
    const outcomes: (Outcome | undefined)[] = [];
    for (const entry of entries) outcomes.push(await read(entry));
    return outcomes.filter((outcome) => outcome !== undefined);
  };
  const mend = async (atLeast: number) => {
    const mended = await mendLedger({ client, kv, run, bucket }, known, atLeast);
    if (!mended) return undefined;
    await ledger.onMended?.(mended);
    await forgetSalvage(await client.jetstreamManager(), run);
    return mended;
  };
  const ledger: Ledger = {
    get,
    record: (outcome) => recordIn(kv, run, outcome, get),
    async count() {
      return (await leaderStatus(kv, copies)).values;
    },
    async all() {
      return readEach(await readAll(kv, copies));
    },
    async watch(onOutcome, onLost) {
      const old = await readAll(kv, copies).catch(async (error: unknown) => {
        if (!isDamage(error)) throw error;
        await mend(Number.POSITIVE_INFINITY);
        return readAll(kv, copies);
      });
      for (const outcome of await readEach(old)) onOutcome(outcome, true);
      return followEntries(kv, (old.at(-1)?.revision ?? 0) + 1, read, onOutcome, (error) =>
        onLost(lost(run, 'its ledger can no longer be watched', error)),
      );
    },
    check: (seen) => checkCount(kv, run, copies, seen),
    mend(copies, atLeast) {
      const own = copies.filter((outcome) => whyForeign(outcome) === undefined);
      known = new Map(own.map((outcome) => [outcome.key, encode(outcome)]));
      return mend(atLeast);
    },
  };
  return ledger;
}

/**
 * Reads the outcome of an entry; undefined for one that cannot be read or is of no trial, once it is set
 * aside, of which `onSetAside` then hears.
 */
function readerOf(
  setAside: (entry: Entry) => Promise<unknown>,
  whyForeign: WhyForeign,
  onSetAside: (key: string, reason: string) => void,
): (entry: Entry) => Promise<Outcome | undefined> {
  return async (entry) => {
    const outcome = decode(entry, whyForeign);
    if (typeof outcome !== 'string') return outcome;
    await setAside(entry);
    onSetAside(entry.key, outcome);
    return undefined;
  };
}

/** As `Ledger.record`; `get`: reads back what is there. */
async function recordIn(
  kv: KV,
  run: string,
  outcome: Outcome,
  get: (key: string) => Promise<Outcome | undefined>,
): Promise<'recorded' | 'already'> {
  if (!isKey(outcome.key)) throw unrecordable(outcome, new Error('its key is no subject of NATS'));
  // What could not be read again is not written.
  const { error } = outcomeSchema.safeParse(outcome);
  if (error) throw unrecordable(outcome, new Error(whyUnreadable(error)));
  try {
    await kv.create(outcome.key, encode(outcome));
    return 'recorded';
  } catch (error) {
    // Refused, or no answer in time: only reading back tells whether an outcome is there, and whose it
    // is.
    if (isMissing(error)) throw lost(run, 'its ledger has vanished from the NATS server', error);
    if (isUnrecordable(error)) throw unrecordable(outcome, error);
    const existing = await get(outcome.key);
    if (!existing) throw unavailable(error);
    return sameAttempt(existing, outcome) ? 'recorded' : 'already';
  }
}

const sameAttempt = (a: Outcome, b: Outcome) =>
  a.attempt === b.attempt && a.worker === b.worker && a.status === b.status && a.recordedAt === b.recordedAt;

/**
 * Whether a key can be kept. The client library lets pass what has two dots in a row, and the server then
 * answers nothing. Pure.
 */
const isKey = (key: string) => /^(?![./])(?!.*\.\.)(?!.*[./]$)[-/=.\w]+$/.test(key);
