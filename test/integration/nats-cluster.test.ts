/**
 * A NATS cluster that loses one server after the other, with all that it stored: the ledger reads whole, and
 * a run ends whole.
 */
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { createLedger, type Ledger } from '../../coordinator/ledger/ledger.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestWorker,
  testManifest,
} from '../support/cluster.ts';
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
  metrics: { accuracy: 0.5, loss: 1, train_loss: 1 },
  history: { accuracy: [0.5], loss: [1], train_loss: [1] },
  findings: [],
  seconds: 1,
  recordedAt: new Date(trial).toISOString(),
});

/** Until it answers: while the servers choose another leader it does not. */
const atLast = <T>(action: () => Promise<T>) => vi.waitFor(action, { timeout: 60_000, interval: 50 });

/** Whether every server has all of every stream. */
async function haveCaughtUp(manager: JetStreamManager): Promise<boolean> {
  const streams = await manager.streams.list().next();
  return streams.every(({ cluster: peers }) => {
    const others = peers?.replicas ?? [];
    return others.length === REPLICAS - 1 && others.every(({ current, offline }) => current && !offline);
  });
}

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

/** Servers take seconds to agree on a leader, and again for each that is lost. */
const LONG = { timeout: 300_000 };

it('reads the whole ledger while a server catches up', LONG, async () => {
  const connection = await connectNats(coordinatorAddress(cluster), { name: 'test' });
  const manager = await jetstreamManager(connection);
  const ledger = await createLedger(jetstream(connection), 'read', REPLICAS);
  const trials: number[] = [];
  const record = async () => {
    await atLast(() => ledger.record(outcome(trials.length)));
    trials.push(trials.length);
  };
  while (trials.length < 100) await record();
  for (const server of [0, 1] as const) {
    await cluster.lose(server);
    await record();
    await cluster.start(server);
    // Whichever server is asked, and that is chance: many at once, from before it has anything to after it
    // has everything.
    for (let after = 0; after < 5; after += (await haveCaughtUp(manager).catch(() => false)) ? 1 : 0) {
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

it(
  'ends a run with every outcome, when one server after the other is lost in the middle of it',
  LONG,
  async () => {
    const coordinator = await startTestCoordinator(cluster, { replicas: REPLICAS, patienceMs: 60_000 });
    const manifest = await testManifest('servers', 5, 5, 20);
    const run = await coordinator.startRun(manifest, { workers: 2 });
    const connection = await connectNats(coordinatorAddress(cluster), { name: 'test' });
    const manager = await jetstreamManager(connection);
    // As far as the test lets them, and no machine is too quick for it.
    let goal = 50;
    run.setDraining(() => run.recorded >= goal);
    const reached = () =>
      vi.waitFor(() => expect(run.recorded).toBeGreaterThanOrEqual(goal), { timeout: 60_000 });
    const workers = [1, 2].map(() => startTestWorker(cluster, coordinator, 'servers'));
    await reached();
    for (const server of [1, 2] as const) {
      await vi.waitFor(async () => expect(await haveCaughtUp(manager)).toBe(true), { timeout: 60_000 });
      await cluster.lose(server);
      goal = server === 2 ? manifest.trials : goal + 50;
      await reached();
      await cluster.start(server);
    }
    await run.done;
    const outcomes = await run.outcomes();
    expect(new Set(outcomes.map(({ trial }) => trial)).size).toBe(manifest.trials);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(manifest.trials).fill('completed'));
    for (const worker of workers) await worker.stop();
    await coordinator.stop(100);
    await connection.close();
  },
);
