/** One of several operators leads: it alone works on Studies, and the Service leads to its pod. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Leadership } from '../../operator/leadership/election.ts';

interface Around {
  readonly namespace: string;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly signal: AbortSignal;
}

const LEASE = 'fanout-coordinator';
/** A leader that is killed is replaced within this and one look more. */
const TERM_SECONDS = 8;
const EVERY_MS = 2_000;

/** Waits until this process leads; undefined when told to stop before. Throws UNAVAILABLE. */
export async function becomeLeader({ namespace, log, signal }: Around): Promise<Leadership | undefined> {
  const { lead } = await import('../../operator/leadership/election.ts');
  const { connectLeases } = await import('../../operator/api/connect.ts');
  const pod = process.env.FANOUT_COORDINATOR_ID ?? hostname();
  const { store, unmark, mark } = connectLeases({ namespace, name: LEASE, termSeconds: TERM_SECONDS, pod });
  // Of a container that was started again in the same pod.
  await unmark();
  const held = await lead({
    ...{ store, log, signal, termMs: 1000 * TERM_SECONDS, everyMs: EVERY_MS },
    // Another one for each start: a process does not take itself for the one before it.
    me: `${pod}_${randomBytes(4).toString('hex')}`,
  });
  await (held && mark().catch(async (error) => held.release().then(() => Promise.reject(error))));
  return held;
}
