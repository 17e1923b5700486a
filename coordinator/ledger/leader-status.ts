/** What NATS says of a bucket, believed only where it is the leader that says it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { KV, KvStatus } from '@nats-io/kv';
import { FanoutError } from '../../proto/errors.ts';
import { isMissing } from './missing.ts';

/** How long a leader is waited for. */
const PATIENCE_MS = 10_000;
/** Pause before it is asked again. */
const PAUSE_MS = 200;

type Peers = NonNullable<KvStatus['streamInfo']['cluster']>;

/**
 * The status of a bucket that has `copies`. While the servers of a cluster choose a leader, each of them
 * answers with what it has itself, also one that was just started and has nothing yet; and one that has not
 * heard of the bucket says that there is none. Neither is believed: they are asked again. Throws UNAVAILABLE
 * when there is no leader for too long, JetStream's "stream not found" when it is said for so long, and
 * whatever else NATS throws at once.
 */
export async function leaderStatus(kv: Pick<KV, 'status'>, copies: number): Promise<KvStatus> {
  if (copies === 1) return kv.status();
  return insistently(async () => {
    const status = await kv.status();
    return isOfLeader(status.streamInfo.cluster) ? status : undefined;
  });
}

/**
 * What an action returns, which is tried again while it returns undefined or says that a stream is missing.
 * Throws as `leaderStatus`.
 */
export async function insistently<Value>(
  action: () => Promise<Value | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const over = performance.now() >= until;
    const value = await action().catch((error: unknown) => {
      if (over || !isMissing(error)) throw error;
      return undefined;
    });
    if (value !== undefined) return value;
    if (over)
      throw new FanoutError('UNAVAILABLE', 'no NATS server leads the ledger of the run', {
        hint: 'see whether most of the NATS servers are up: `nats stream info`; the run goes on when they are',
      });
    await pause(PAUSE_MS);
  }
}

/**
 * Whether the leader said so: a server names the leader, and then its other peers. One that stands alone
 * names itself or nobody. Pure.
 */
function isOfLeader(cluster: Peers | undefined): boolean {
  if (!cluster) return true;
  const { leader, replicas = [] } = cluster;
  return leader !== undefined && leader !== '' && replicas.every(({ name }) => name !== leader);
}
