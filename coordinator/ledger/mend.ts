/**
 * Mends a ledger whose storage was damaged, where NATS has no other copy of it. What nats-server cannot read
 * stays in its books: it counts the message, lists its subject, and refuses another one under it, for ever.
 * So the ledger is emptied as a whole, and everything that can be read is put back.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { type KV, type KvEntry, Kvm } from '@nats-io/kv';
import { isInconsistent } from '../storage/books.ts';
import { inBatches } from '../storage/in-batches.ts';
import { unlessMissing } from './missing.ts';
import { readSome } from './read-all.ts';
import { streamOfBucket } from './write-once.ts';

/** What came of it. */
export interface Mended {
  /**
   * Whether the storage was damaged; otherwise outcomes that it did not have were put back, and nothing else.
   */
  readonly damaged: boolean;
  /** Keys of outcomes that NATS no longer had, and that came from elsewhere. */
  readonly restored: readonly string[];
  /** Keys of outcomes that nobody has any more, as far as NATS still lists them. */
  readonly lost: readonly string[];
}

/** A ledger as its bucket. */
export interface LedgerBucket {
  readonly client: JetStreamClient;
  readonly kv: KV;
  readonly run: string;
  readonly bucket: string;
}

/** Values by their keys. */
type Values = Map<string, Uint8Array>;

/** Where entries are kept while a ledger is empty: a coordinator that dies then loses nothing. */
const salvageOf = (run: string) => `fanout-salvage-${run}`;

/**
 * Forgets what a mending of a run has put aside, and with it that there was one: only when whoever counts the
 * run's outcomes knows how many are left. Safe to repeat.
 */
export async function forgetSalvage(manager: JetStreamManager, run: string): Promise<void> {
  await manager.streams.delete(streamOfBucket(salvageOf(run))).catch(unlessMissing);
}

/**
 * Mends a ledger if anything says that it is damaged, or has fewer than `atLeast` outcomes; undefined when
 * nothing does. `copies`: what is known to have been recorded. Only for the coordinator that holds the run,
 * while it serves nobody. Throws what NATS throws; called again it goes on where it was broken off. Until
 * `forgetSalvage` is called it is remembered in NATS that there was damage.
 */
export async function mendLedger(
  ledger: LedgerBucket,
  copies: ReadonlyMap<string, Uint8Array>,
  atLeast: number,
): Promise<Mended | undefined> {
  const manager = await ledger.client.jetstreamManager();
  const stream = streamOfBucket(ledger.bucket);
  // Only with the details of what was deleted does the server say what it has lost.
  const details = { subjects_filter: '>', deleted_details: true } as const;
  const { state, config } = await manager.streams.info(stream, details);
  const salvaged = await salvagedOf(ledger, manager);
  const known = Math.max(atLeast, copies.size);
  if (!isInconsistent(state) && state.messages >= known && salvaged === undefined) return undefined;
  if (config.num_replicas !== 1) return undefined;
  const keys = Object.keys(state.subjects ?? {}).map((subject) =>
    subject.slice(`$KV.${ledger.bucket}.`.length),
  );
  const readable = await readableOf(ledger.kv, keys);
  const elsewhere = new Map([...copies, ...(salvaged ?? [])].filter(([key]) => !readable.has(key)));
  const damaged = isInconsistent(state) || keys.some((key) => !readable.has(key));
  if (damaged) await emptied(ledger, manager, readable, config.num_replicas);
  await putBack(ledger.kv, damaged ? new Map([...readable, ...elsewhere]) : elsewhere);
  const lost = keys.filter((key) => !readable.has(key) && !elsewhere.has(key));
  // One that was broken off began with damage, which the emptied ledger no longer shows.
  const found = damaged || salvaged !== undefined;
  if (!found && elsewhere.size === 0) return undefined;
  const restored = [...elsewhere.keys()].filter((key) => !salvaged?.has(key));
  return { damaged: found, restored, lost };
}

/** What a mending that was broken off has put aside; undefined when none was. */
async function salvagedOf(
  { client, run }: LedgerBucket,
  manager: JetStreamManager,
): Promise<Values | undefined> {
  const info = await manager.streams.info(streamOfBucket(salvageOf(run))).catch(unlessMissing);
  if (!info) return undefined;
  const kv = await new Kvm(client).open(salvageOf(run));
  return valuesOf(await readSome(kv, info.state.messages));
}

/**
 * What the server still reads: all that it brings in one go, and of the rest each one that it has when asked
 * for it.
 */
async function readableOf(kv: KV, keys: readonly string[]): Promise<Values> {
  const found = valuesOf(keys.length === 0 ? [] : await readSome(kv, keys.length));
  await inBatches(
    keys.filter((key) => !found.has(key)),
    async (key) => {
      const entry = await kv.get(key);
      if (entry) found.set(key, entry.value);
    },
  );
  return found;
}

/**
 * Puts entries aside, and then takes everything out of the ledger: only as a whole does the server forget
 * what it cannot read.
 */
async function emptied(
  { client, run, bucket }: LedgerBucket,
  manager: JetStreamManager,
  entries: Values,
  replicas: number,
): Promise<void> {
  const salvage = await new Kvm(client).create(salvageOf(run), { history: 1, replicas });
  await inBatches([...entries], async ([key, value]) => void (await salvage.put(key, value)));
  await manager.streams.purge(streamOfBucket(bucket));
}

const putBack = (kv: KV, entries: Values) =>
  inBatches([...entries], async ([key, value]) => void (await kv.create(key, value)));

const valuesOf = (entries: readonly KvEntry[]): Values =>
  new Map(entries.map(({ key, value }) => [key, value]));
