/**
 * What a coordinator on a cluster does with runs, beyond one on a single machine: let workers leave, close
 * runs, remove them.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCoordinator, startTestNats, startTestWorker, testManifest } from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.stop());

it('gives a leaving worker no further pack, and counts no attempt for what it hands back', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  const run = await coordinator.startRun(await testManifest('leaving', 2, 3), { workers: 1 });
  let leaving = '';
  const refused = new Promise<void>((resolve) => {
    run.setDraining((worker) => {
      if (leaving === '') leaving = worker;
      if (worker === leaving) resolve();
      return worker === leaving;
    });
  });
  const began: { worker: string; attempt: number }[] = [];
  run.events.add((event) => event.kind === 'began' && began.push(event));
  const first = startTestWorker(nats.server, coordinator, 'leaving');
  await refused;
  const second = startTestWorker(nats.server, coordinator, 'leaving');
  await run.done;
  expect(began.filter(({ worker }) => worker === leaving)).toEqual([]);
  expect(new Set(began.map(({ attempt }) => attempt))).toEqual(new Set([1]));
  await first.stop();
  await second.stop();
  await coordinator.stop(100);
});

it('counts no attempt for a pack that reaches a worker in the moment it is stopped', async () => {
  const coordinator = await startTestCoordinator(nats.server, { leaseMs: 60_000 });
  const run = await coordinator.startRun(await testManifest('stopped', 1, 2), { workers: 1 });
  const began: number[] = [];
  run.events.add((event) => event.kind === 'began' && began.push(event.attempt));
  // Both packs go back for a second: the worker that is told to stop meanwhile is given one once more.
  let refusals = 0;
  run.setDraining(() => {
    refusals += 1;
    return true;
  });
  const refused = new Promise<void>((resolve) => {
    coordinator.heartbeats.add(({ state }) => {
      if (refusals >= 2 && state === 'WORKER_STATE_IDLE') resolve();
    });
  });
  const first = startTestWorker(nats.server, coordinator, 'stopped');
  await refused;
  await first.stop();
  run.setDraining(() => false);
  const second = startTestWorker(nats.server, coordinator, 'stopped');
  await run.done;
  expect(new Set(began)).toEqual(new Set([1]));
  await second.stop();
  await coordinator.stop(100);
});

it('lets another coordinator take up a run that it has closed', async () => {
  const first = await startTestCoordinator(nats.server, { id: 'first' });
  await first.startRun(await testManifest('closed', 2, 2), { workers: 1 });
  await first.closeRun('closed');
  const second = await startTestCoordinator(nats.server, { id: 'second' });
  const run = await second.resumeRun('closed', { workers: 1 });
  expect(run.manifest.run).toBe('closed');
  await first.stop(100);
  await second.stop(100);
});

it('leaves nothing of a removed run: no packs, no ledger, no manifest; and can do so twice', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  await coordinator.startRun(await testManifest('kept', 2, 2), { workers: 1 });
  await coordinator.startRun(await testManifest('removed', 2, 2), { workers: 1 });
  await coordinator.removeRun('removed');
  await coordinator.removeRun('removed');
  await expect(coordinator.resumeRun('removed', { workers: 1 })).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  });
  const again = await coordinator.startRun(await testManifest('removed', 2, 2), { workers: 1 });
  expect(again.recorded).toBe(0);
  await coordinator.closeRun('kept');
  await expect(coordinator.resumeRun('kept', { workers: 1 })).resolves.toBeDefined();
  await coordinator.stop(100);
});
