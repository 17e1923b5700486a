/** A worker that waits for a pack, told to stop in the moment in which NATS goes: it ends all the same. */
import { afterEach, expect, it } from 'vitest';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import { runWorker } from '../../worker/worker.ts';
import { Passageway } from '../faults/arena/passageway.ts';
import {
  startTestCoordinator,
  startTestNats,
  TOKEN,
  testManifest,
  workerAddress,
} from '../support/cluster.ts';
import { noopEngine } from '../support/noop-engine.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('ends though its request is never answered', async () => {
  const nats = await startTestNats();
  closers.push(nats.stop);
  const network = await Passageway.open(Number(new URL(nats.server.url).port));
  closers.push(() => network.close());
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  const run = await coordinator.startRun(await testManifest('idle', 1, 2), { workers: 1 });
  const stop = new AbortController();
  const ended = runWorker({
    run: 'idle',
    nats: { ...workerAddress(nats.server), url: `nats://127.0.0.1:${network.port}` },
    coordinator: { address: coordinator.address, token: TOKEN },
    openTrainer: () => openNetworkTrainer(async () => noopEngine()),
    leaseMs: 2_000,
    metrics: new WorkerMetrics({ version: 'of a test', run: 'idle' }),
    signal: stop.signal,
    log: () => undefined,
  });
  await run.done;
  network.passage = 'stuck';
  stop.abort();
  await expect(ended).resolves.toBeUndefined();
}, 20_000);
