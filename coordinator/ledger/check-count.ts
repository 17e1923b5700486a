import type { KV } from '@nats-io/kv';
import { leaderStatus } from './leader-status.ts';
import { lost, unavailable } from './ledger-errors.ts';
import { isMissing } from './missing.ts';

/**
 * Number of outcomes in the ledger of a run, of which NATS keeps so many `copies`. Throws RUN_STORE_LOST when
 * it is gone or has fewer than were seen, UNAVAILABLE.
 */
export async function checkCount(kv: KV, run: string, copies: number, seen: number): Promise<number> {
  const { values } = await leaderStatus(kv, copies).catch((error) => {
    if (isMissing(error)) throw lost(run, 'its ledger has vanished from the NATS server', error);
    throw unavailable(error);
  });
  if (values < seen)
    throw lost(run, `its ledger has ${values} outcomes, and ${seen} were recorded`, undefined);
  return values;
}
