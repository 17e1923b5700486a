/** A NATS cluster that loses one server after the other, with all that it stored: the ledger reads whole, and a run ends whole. */
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createLedger, type Ledger, ledgerStream } from '../../coordinator/ledger/ledger.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { connectNats } from '../../proto/connect.ts';
import { coordinatorAddress } from '../support/cluster.ts';
import { type NatsCluster, REPLICAS, startNatsCluster } from '../support/nats-cluster.ts';

let cluster: NatsCluster;
beforeAll(async () => {
  cluster = await startNatsCluster();
});
afterAll(() => cluster.stop());

const outcome = (trial: number): Outcome => ({
  trial,
  key: `trial-${trial}`,
  status: 'completed',
  attempt: 1,
  worker: 'of-a-test',
  backend: 'wasm',
  epochs: [{ accuracy: 0.5, loss: 1, trainLoss: 1 }],
  findings: [],
  seconds: 1,
  recordedAt: new Date(trial).toISOString(),
});

/** Until it answers: while the servers choose another leader it does not. */
const atLast = <T>(action: () => Promise<T>) => vi.waitFor(action, { timeout: 60_000, interval: 50 });

/** The trials that it has, read in both ways. */
async function read(ledger: Ledger): Promise<{ all: number[]; old: number[] }> {
  const all = (await atLast(() => ledger.all())).map(({ trial }) => trial);
  const old: number[] = [];
  const stop = await atLast(() => {
    old.length = 0;
    return ledger.watch(
      ({ trial }, isOld) => isOld && old.push(trial),
      () => undefined,
    );
  });
  stop();
  return { all, old };
}

it('reads the whole ledger while a server catches up', async () => {
  const connection = await connectNats(coordinatorAddress(cluster), { name: 'test' });
  const manager = await jetstreamManager(connection);
  const ledger = await createLedger(connection, 'read', REPLICAS);
  const trials: number[] = [];
  const record = async () => {
    await atLast(() => ledger.record(outcome(trials.length)));
    trials.push(trials.length);
  };
  const current = async () => {
    const { cluster: peers } = await manager.streams.info(ledgerStream('read'));
    return (
      peers?.replicas?.length === REPLICAS - 1 &&
      peers.replicas.every((peer) => peer.current && !peer.offline)
    );
  };
  while (trials.length < 100) await record();
  for (const server of [0, 1, 2] as const) {
    await cluster.lose(server);
    await record();
    await cluster.start(server);
    // Whichever server is asked, and that is chance: many at once, from before it has anything to after it has everything.
    for (let after = 0; after < 5; after += (await current().catch(() => false)) ? 1 : 0) {
      const before = [...trials];
      const reads = Array.from({ length: 10 }, () => read(ledger));
      await record();
      for (const found of await Promise.all(reads)) {
        expect(found.all.slice(0, before.length)).toEqual(before);
        expect(found.old.slice(0, before.length)).toEqual(before);
      }
    }
  }
  await connection.close();
});
