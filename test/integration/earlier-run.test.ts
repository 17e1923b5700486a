/**
 * A run in NATS that an earlier version of fanout started is refused, and nothing of it is touched: that
 * version can still go on with it.
 */
import { readFileSync } from 'node:fs';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { expect, it, onTestFinished } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { createLedger } from '../../coordinator/ledger/ledger.ts';
import { MANIFESTS_BUCKET } from '../../coordinator/run/store.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  testManifest,
} from '../support/cluster.ts';

const kept = new URL('../../results/fixtures/version-1/manifest.json', import.meta.url);

it('says which version made it and what to do, and keeps its ledger, also beside a new run', async () => {
  const nats = await startTestNats();
  onTestFinished(() => nats.stop());
  const coordinator = await startTestCoordinator(nats.server);
  onTestFinished(() => coordinator.stop(100));
  const connection = await connectNats(coordinatorAddress(nats.server), { name: 'test' });
  onTestFinished(() => connection.close());
  const manifest = JSON.parse(readFileSync(kept, 'utf8'));
  await createLedger(jetstream(connection), manifest.run, 1);
  const kvm = new Kvm(jetstream(connection));
  const ledger = await kvm.open(`fanout-ledger-${manifest.run}`);
  const outcome = {
    ...{ trial: 0, key: 'zeros/0/1', status: 'completed', attempt: 1, worker: 'w', backend: 'wasm' },
    ...{ epochs: [{ accuracy: 0.5, loss: 1, trainLoss: 1 }], findings: [], seconds: 1 },
    recordedAt: '2026-01-02T03:04:05.000Z',
  };
  await ledger.create(outcome.key, JSON.stringify(outcome));
  await (await kvm.open(MANIFESTS_BUCKET)).create(manifest.run, JSON.stringify(manifest));

  const refused = {
    code: 'RUN_MISMATCH',
    message: `the manifest of run ${manifest.run} has version 1 of fanout 0.1.0, and this fanout reads version 2`,
  };
  await expect(coordinator.resumeRun(manifest.run, { workers: 1 })).rejects.toMatchObject(refused);
  const again = { ...(await testManifest(manifest.run, 2, 2)) };
  await expect(coordinator.startRun(again, { workers: 1 })).rejects.toMatchObject(refused);
  expect((await ledger.get(outcome.key))?.json()).toEqual(outcome);

  const anew = await coordinator.startRun(await testManifest('anew', 1, 2), { workers: 1 });
  const worker = startTestWorker(nats.server, coordinator, 'anew');
  onTestFinished(() => worker.stop());
  await anew.done;
  expect((await ledger.get(outcome.key))?.json()).toEqual(outcome);
});
