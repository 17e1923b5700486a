/** What Prometheus would read of a real run: right when it ends, and just as right after the coordinator was replaced. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openMetricsPort } from '../../cli/run/metrics-port.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { startTestCoordinator, startTestNats, startTestWorker, testManifest } from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

async function served(coordinator: Coordinator) {
  const port = await openMetricsPort(coordinator, '127.0.0.1', 0);
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
  expect(sum(text, 'fanout_trials_recorded_total', 'initializer="choice-1"')).toBe(4);
  await worker.stop();
  await first.stop(100);

  const second = await startTestCoordinator(nats.server);
  closers.push(() => second.stop(100));
  await (await second.resumeRun('counted', { workers: 1 })).done;
  const again = (await (await served(second))('/metrics')).text;
  expect(sum(again, 'fanout_trials_recorded_total')).toBe(12);
  const accuracies = (page: string) =>
    page.split('\n').filter((line) => line.startsWith('fanout_trial_accuracy_ratio'));
  expect(accuracies(again)).toEqual(accuracies(text));
  expect(accuracies(again).length).toBeGreaterThan(0);
});
