/**
 * What the coordinator of a cluster tells Prometheus of a run that it does not work on any more: whether
 * somebody is to miss it.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { Operator } from '../../operator/operator.ts';
import type { StudyObject } from '../../operator/study/object.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import { startTestCoordinator, startTestNats, testManifest } from '../support/cluster.ts';
import { type MemoryCluster, memoryCluster } from '../support/memory-cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
let cluster: MemoryCluster;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
});
beforeEach(() => {
  cluster = memoryCluster();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

const study = (max: number, seeds: readonly number[] = [1]): StudyObject => ({
  metadata: { name: 'watched', namespace: 'default', uid: 'of-the-study' },
  spec: { dataset: { name: 'iris' }, seeds, workers: { max } },
});
const status = () => cluster.study('of-the-study')?.status;

/** An operator on the cluster in memory. No worker is ever started, so no run gets further. */
async function startOperator(
  plan = (): Promise<Manifest> => testManifest('planned', 1, 2),
): Promise<{ coordinator: Coordinator; stop: () => Promise<void> }> {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  const controller = new AbortController();
  const ended = new Operator({
    cluster,
    coordinator,
    plan,
    keep: () => Promise.reject(new Error('no run of this test ends')),
    log: () => undefined,
    everyMs: 20,
    mostStudies: 10,
    mostWorkers: Number.POSITIVE_INFINITY,
    retryMs: 20,
    longestRetryMs: 20,
    signal: controller.signal,
  }).run();
  const stop = () => {
    controller.abort(new Error('the test is over'));
    return ended;
  };
  closers.push(stop);
  return { coordinator, stop };
}

/** What is said of runs: of which one the metrics are, and which ones are active. */
async function said(coordinator: Coordinator): Promise<string[]> {
  return (await coordinator.metrics.text())
    .split('\n')
    .filter((line) => /^fanout_run_(info|active|last_progress_timestamp_seconds)\b/.test(line))
    .map((line) => line.replace(/(?<=timestamp_seconds\{.*\}) .*|,study.*/, ''));
}
const working = (run: string) => [
  `fanout_run_active{run="${run}"} 1`,
  `fanout_run_info{run="${run}"`,
  `fanout_run_last_progress_timestamp_seconds{run="${run}"}`,
];
const settled = (run: string) => `fanout_run_active{run="${run}"} 0`;

/** The run of the Study, once it is worked on. */
async function begun(coordinator: Coordinator, not?: string): Promise<string> {
  await vi.waitFor(
    () => expect([status()?.state, status()?.run === not]).toEqual(['Running', false]),
    20_000,
  );
  const run = status()!.run!;
  expect(await said(coordinator)).toEqual(expect.arrayContaining(working(run)));
  return run;
}

it('a paused run is not missed, and one that goes on is active again', async () => {
  const { coordinator } = await startOperator();
  cluster.apply(study(2));
  const run = await begun(coordinator);
  cluster.apply(study(0));
  await vi.waitFor(async () => expect(await said(coordinator)).toEqual([settled(run)]), 20_000);
  cluster.apply(study(2));
  await vi.waitFor(async () => expect(await said(coordinator)).toEqual(working(run)), 20_000);
});

it('a run whose study is edited is not missed: the next one is in sight', async () => {
  const { coordinator } = await startOperator();
  cluster.apply(study(2));
  const before = await begun(coordinator);
  cluster.apply(study(2, [7]));
  const after = await begun(coordinator, before);
  const [active, ...rest] = working(after);
  expect(await said(coordinator)).toEqual([active, settled(before), ...rest]);
});

it('a run whose study is deleted is not missed', async () => {
  const { coordinator } = await startOperator();
  cluster.apply(study(2));
  const run = await begun(coordinator);
  cluster.remove('of-the-study');
  await vi.waitFor(() => expect(status()).toBeUndefined(), 20_000);
  expect(await said(coordinator)).toEqual([settled(run)]);
});

it('a run that cannot go on is not missed: its study says that it has failed, and why', async () => {
  const first = await startOperator();
  cluster.apply(study(2));
  const run = await begun(first.coordinator);
  await first.stop();
  const second = await startOperator(() =>
    Promise.reject(new FanoutError('DATASET_MISSING', 'x.npy is not there')),
  );
  await vi.waitFor(() => expect(status()?.state).toBe('Failed'), 20_000);
  expect(await said(second.coordinator)).toEqual([settled(run)]);
});

it('a run whose coordinator stops is left to the next: nothing is said of it that would silence an alert', async () => {
  const { coordinator, stop } = await startOperator();
  cluster.apply(study(2));
  await begun(coordinator);
  await stop();
  expect(await said(coordinator)).toEqual([]);
});

it('a run whose study is deleted while no coordinator is there is not missed when there is one again', async () => {
  const first = await startOperator();
  cluster.apply(study(2));
  const run = await begun(first.coordinator);
  await first.stop();
  cluster.remove('of-the-study');
  const second = await startOperator();
  await vi.waitFor(() => expect(status()).toBeUndefined(), 20_000);
  expect(await said(second.coordinator)).toEqual([settled(run)]);
});

it('a run that is paused while no coordinator is there is not missed when there is one again', async () => {
  const first = await startOperator();
  cluster.apply(study(2));
  const run = await begun(first.coordinator);
  await first.stop();
  cluster.apply(study(0));
  const second = await startOperator();
  await vi.waitFor(() => expect(status()?.state).toBe('Suspended'), 20_000);
  expect(await said(second.coordinator)).toEqual([settled(run)]);
});
