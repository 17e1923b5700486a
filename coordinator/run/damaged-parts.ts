/** What a run has in NATS beside its ledger, where the storage of NATS was damaged. */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { PACK_STREAM, packSubject } from '../../proto/queue.ts';
import type { Manifest } from '../../study/manifest.ts';
import { ledgerStream } from '../ledger/ledger.ts';
import { unlessMissing } from '../ledger/missing.ts';
import { streamOfBucket } from '../ledger/write-once.ts';
import { mendStream } from '../storage/mend-stream.ts';
import { isAsWritten } from './manifest.ts';
import { RUNS_BUCKET, type RunStore } from './store.ts';

type Log = (message: string, fields?: Record<string, unknown>) => void;

/**
 * The manifest of a run as NATS has it. Where it has none, but the run's ledger, `held` is put back there,
 * which the caller holds for it. Undefined: nobody has one. Throws what NATS throws.
 */
export async function manifestOf(
  client: JetStreamClient,
  store: RunStore,
  run: string,
  held: Manifest | undefined,
  log: Log,
): Promise<Manifest | undefined> {
  const recorded = await store.get(run);
  if (recorded || !held || !isAsWritten(held)) return recorded;
  if (!(await hasLedger(client, run))) return undefined;
  log(`NATS does not have the manifest of run ${run} any more; it is put back`, { run });
  await store.putBack(held);
  return held;
}

/**
 * Makes sure that nothing unreadable is in the way of a run: of its packs, and of the attempts that were
 * begun.
 */
export async function mendBesideLedger(
  client: JetStreamClient,
  manager: JetStreamManager,
  run: string,
  log: Log,
): Promise<void> {
  const parts = [
    [PACK_STREAM, packSubject(run, '*'), 'of the queue'],
    [streamOfBucket(RUNS_BUCKET), `$KV.${RUNS_BUCKET}.${run}.>`, 'of the attempts that were begun'],
  ] as const;
  for (const [stream, filter, what] of parts) {
    if (await mendStream(client, manager, stream, filter))
      log(`the storage of NATS was damaged; ${what} what can be read is kept`, { run });
  }
}

async function hasLedger(client: JetStreamClient, run: string): Promise<boolean> {
  const manager = await client.jetstreamManager();
  return (await manager.streams.info(ledgerStream(run)).catch(unlessMissing)) !== undefined;
}
