import type { JetStreamClient } from '@nats-io/jetstream';
import { FanoutError } from '../../proto/errors.ts';
import { createLedger, type Ledger, openLedger, removeLedger } from './ledger.ts';
import { isMissing } from './missing.ts';
import type { WhyForeign } from './outcome.ts';
import type { Known } from './take-up.ts';

/**
 * Opens the ledger of a run that is taken up. One that NATS does not have is made again where its outcomes
 * are: a server drops a stream whose description is damaged, and finds the messages once it is made again;
 * and the caller may have copies. `known`: absent where the ledger may have been removed on purpose.
 * `copies`: that NATS is to keep of it. Throws RUN_STORE_LOST where there are fewer outcomes than were
 * recorded, or none; then no empty ledger is left behind.
 */
export async function openOrRemake(
  client: JetStreamClient,
  run: string,
  whyForeign: WhyForeign,
  known: Known | undefined,
  copies: number,
  say: (text: string) => void,
): Promise<Ledger> {
  try {
    return await openLedger(client, run, whyForeign, copies);
  } catch (error) {
    const gone = error instanceof FanoutError && error.cause instanceof Error && isMissing(error.cause);
    if (!gone || !known) throw error;
    const ledger = await createLedger(client, run, copies, whyForeign);
    const elsewhere = known.copies.filter((outcome) => whyForeign(outcome) === undefined).length;
    const found = await ledger.count();
    if (Math.max(found, elsewhere) < Math.max(1, known.seen)) {
      // What was found stays where it is: it may be all that there is of it.
      if (found === 0) await removeLedger(await client.jetstreamManager(), run);
      throw error;
    }
    say(`NATS does not have the ledger of run ${run} any more; it is made again`);
    return ledger;
  }
}
