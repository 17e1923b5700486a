import type { KV } from '@nats-io/kv';
import type { Outcome } from './outcome.ts';
import type { Entry } from './quarantine.ts';

/** Passes on what is recorded from a revision on, until the returned function is called. */
export async function followEntries(
  kv: KV,
  from: number,
  read: (entry: Entry) => Promise<Outcome | undefined>,
  onOutcome: (outcome: Outcome, old: boolean) => void,
  onEnd: (error: unknown) => void,
): Promise<() => void> {
  const entries = await kv.watch({ key: '>', resumeFromRevision: from });
  void (async () => {
    for await (const entry of entries) {
      const outcome = entry.operation === 'PUT' ? await read(entry) : undefined;
      if (outcome) onOutcome(outcome, false);
    }
  })().catch(onEnd);
  return () => entries.stop();
}
