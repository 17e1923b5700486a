/**
 * What Prometheus would read of a real run: right when it ends, and just as right after the coordinator was
 * replaced.
 */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openMetricsPort } from '../../cli/run/metrics-port.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { type Endpoints, startEndpoints } from '../../telemetry/endpoints.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { startTestCoordinator, startTestNats, startTestWorker, testManifest } from '../support/cluster.ts';
import { noopEngine } from '../support/noop-engine.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

const served = async (coordinator: Coordinator) =>
  reading(await openMetricsPort(coordinator, '127.0.0.1', 0));

/** The port of a worker in this process. */
const servedBy = async (metrics: WorkerMetrics) =>
  reading(
    await startEndpoints({
      host: '127.0.0.1',
      port: 0,
      ready: () => metrics.readiness,
      metrics: () => metrics.text(),
    }),
  );

function reading(port: Endpoints) {
  closers.push(() => port.stop());
  return async (path: string) => {
    const response = await fetch(`${port.url}${path}`);
    return { status: response.status, text: await response.text() };
  };
}

/** Sum of a metric's samples, of those whose labels hold all that is given. */
function sum(text: string, name: string, ...labels: string[]): number {
  return text
    .split('\n')
    .filter((line) => new RegExp(`^${name}[ {]`).test(line) && labels.every((label) => line.includes(label)))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

it('metrics equal the ledger, and stay right when another coordinator takes over', async () => {
  const first = await startTestCoordinator(nats.server);
  const run = await first.startRun(await testManifest('counted', 3, 4), { workers: 1 });
  const worker = startTestWorker(nats.server, first, 'counted');
  await run.done;
  const { text } = await (await served(first))('/metrics');
  expect([sum(text, 'fanout_ledger_outcomes'), sum(text, 'fanout_manifest_trials')]).toEqual([12, 12]);
  expect(sum(text, 'fanout_trials_recorded_total')).toBe(12);
  expect(sum(text, 'fanout_trials_recorded_total', 'arm="choice-1"')).toBe(4);
  await worker.stop();
  await first.stop(100);

  const second = await startTestCoordinator(nats.server);
  closers.push(() => second.stop(100));
  await (await second.resumeRun('counted', { workers: 1 })).done;
  const again = (await (await served(second))('/metrics')).text;
  expect(sum(again, 'fanout_trials_recorded_total')).toBe(12);
  const accuracies = (page: string) =>
    page.split('\n').filter((line) => line.startsWith('fanout_trial_objective'));
  expect(accuracies(again)).toEqual(accuracies(text));
  expect(accuracies(again).length).toBeGreaterThan(0);
});

it('a worker counts what it did: each image, step and pack, and says what it is', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  const metrics = new WorkerMetrics({ version: '1.2.3', run: 'worked' });
  const read = await servedBy(metrics);
  expect(await read('/readyz')).toEqual({ status: 503, text: 'engine: no\nnats: no\n' });
  expect((await read('/metrics')).text).not.toMatch(/^fanout_worker_engine_info\{/m);

  const manifest = await testManifest('worked', 3, 4, 2);
  const run = await coordinator.startRun(manifest, { workers: 1 });
  const worker = startTestWorker(nats.server, coordinator, 'worked', noopEngine(), metrics);
  closers.push(worker.stop);
  await run.done;
  expect(await read('/readyz')).toEqual({ status: 200, text: 'engine: yes\nnats: yes\n' });
  await vi.waitFor(async () => expect((await read('/metrics')).text).toContain('state="idle"} 1'));
  const { text } = await read('/metrics');
  const { study, folds, trials } = manifest;
  const inATrial = (fold: { train: number }) => study.settings.training.epochs * fold.train;
  expect(sum(text, 'fanout_worker_examples_trained_total')).toBe(
    folds.reduce((total, fold) => total + (inATrial(fold) * trials) / folds.length, 0),
  );
  const received = sum(text, 'fanout_worker_packs_received_total');
  expect(received).toBeGreaterThanOrEqual(8);
  expect(sum(text, 'fanout_worker_packs_redelivered_total')).toBe(0);
  expect(sum(text, 'fanout_worker_pack_wait_seconds_count')).toBe(received);
  const steps = folds.map(
    (fold) => study.settings.training.epochs * Math.ceil(fold.train / study.settings.training.batchSize),
  );
  const packsOfAFold = received / folds.length;
  expect(sum(text, 'fanout_worker_step_seconds_count')).toBe(
    steps.reduce((total, count) => total + count * packsOfAFold, 0),
  );
  expect(sum(text, 'fanout_worker_step_seconds_sum')).toBeGreaterThan(0);
  expect(text).toContain('fanout_run_info{run="worked",study="test",dataset="iris",role="worker"} 1');
  expect(text).toContain('fanout_worker_engine_info{backend="wasm",engine="no-op"} 1');
  expect(text).not.toMatch(/^fanout_worker_gpu_\w+\{/m);
});

it('a worker that is told to stop says so at once, and the coordinator shows it', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  await coordinator.startRun(await testManifest('drained', 1, 2), { workers: 1 });
  const metrics = new WorkerMetrics({ version: '0', run: 'drained' });
  const heard: string[] = [];
  coordinator.heartbeats.add(({ state }) => heard.push(state));
  const worker = startTestWorker(nats.server, coordinator, 'drained', noopEngine(), metrics);
  await vi.waitFor(() => expect(heard).not.toEqual([]));
  await worker.stop();
  await vi.waitFor(() => expect(heard.at(-1)).toBe('WORKER_STATE_DRAINING'));
  expect(await metrics.text()).toContain('fanout_worker_state{state="draining"} 1');
  expect(sum(await coordinator.metrics.text(), 'fanout_workers', 'state="draining"')).toBe(1);
});
