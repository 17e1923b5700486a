/** The coordinator of a cluster over a NATS without copies whose storage is damaged or emptied. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type Launched, launch } from '../../cli/nats/launch.ts';
import { connectNats } from '../../connection/connect.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { Operator } from '../../operator/operator.ts';
import type { StudyStatus } from '../../operator/resource/status.ts';
import type { RunResults } from '../../results/results.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestWorker,
  testManifest,
} from '../support/cluster.ts';
import { type MemoryCluster, memoryCluster } from '../support/memory-cluster.ts';

const login = (user: string) => ({ user, pass: 'of-a-test' });
const users = { coordinator: login('coordinator'), worker: login('worker') };
const TRIALS = 20;

let directory: string;
let nats: Launched;
let cluster: MemoryCluster;
let coordinator: Coordinator;
let said: string[];
let kept: readonly Outcome[];
const closers: (() => Promise<unknown>)[] = [];

/** Starts nats-server over the storage that there is; under its old address if it had one. */
async function startNats(): Promise<void> {
  const storeDirectory = join(directory, 'nats');
  const { path: binary } = await findNatsServer();
  const logins = { ...users, system: login('system'), workers: [users.worker] };
  const port = nats ? Number(new URL(nats.url).port) : -1;
  nats = await launch({ binary, directory, storeDirectory, port, logins, patienceMs: 10_000 });
}
const address = () => ({ url: nats.url, ...users });

async function startOperator(): Promise<() => Promise<void>> {
  coordinator = await startTestCoordinator(address(), { log: (text) => void said.push(text) });
  const controller = new AbortController();
  const ended = new Operator({
    cluster,
    coordinator,
    plan: () => testManifest('planned', 4, 5),
    keep: async (_, outcomes) => {
      kept = outcomes;
      const trials = { total: TRIALS, completed: outcomes.length, failed: 0 };
      return {
        results: { trials, verdict: { summary: [] } } as unknown as RunResults,
        report: 'report.html',
      };
    },
    log: (text) => void said.push(text),
    everyMs: 20,
    mostStudies: 10,
    mostWorkers: Number.POSITIVE_INFINITY,
    retryMs: 20,
    longestRetryMs: 20,
    signal: controller.signal,
  }).run();
  const stop = async () => {
    controller.abort(new Error('the test is over'));
    await ended;
    await coordinator.stop(100);
  };
  closers.push(stop);
  return stop;
}

const status = (): StudyStatus => cluster.study('u')?.status ?? {};
const running = () => status().conditions?.find(({ type }) => type === 'Running');
const soon = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 });

/** A run of which at least five outcomes are recorded, and nobody works on it. */
async function begun(): Promise<string> {
  const spec = { dataset: { name: 'iris' }, seeds: [1], workers: { max: 2 } };
  cluster.apply({ metadata: { name: 'damaged', namespace: 'default', uid: 'u' }, spec });
  await soon(() => expect(status().state).toBe('Running'));
  const run = status().run!;
  const worker = startTestWorker(address(), coordinator, run);
  await soon(() => expect(status().trials?.completed).toBeGreaterThanOrEqual(5));
  await worker.stop();
  return run;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-operator-'));
  cluster = memoryCluster();
  [said, kept] = [[], []];
  await startNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await nats.stop();
  await rm(directory, { recursive: true });
});

/** Flips a bit of the second message that the ledger's storage has. A killed server leaves no index. */
function damage(run: string): void {
  const messages = join(directory, `nats/jetstream/FANOUT/streams/KV_fanout-ledger-${run}/msgs`);
  const block = readFileSync(join(messages, '1.blk'));
  block[(block.readUInt32LE(0) & 0x7fff_ffff) + 40]! ^= 4;
  writeFileSync(join(messages, '1.blk'), block);
  rmSync(join(messages, 'index.db'), { force: true });
}

it('damage while a run lasts: the run is taken up again, mended, and ends whole', async () => {
  await startOperator();
  const run = await begun();
  await nats.stop();
  damage(run);
  await startNats();
  await soon(() => expect(said.join()).toMatch(/the storage of NATS was damaged; .*to be trained again/));
  expect(status().run).toBe(run);
  const worker = startTestWorker(address(), coordinator, run);
  await soon(() => expect(status().state).toBe('Completed'));
  await worker.stop();
  expect(new Set(kept.map(({ key }) => key)).size).toBe(TRIALS);
});

it('a ledger that somebody empties while a run lasts: the run ends, and does not begin anew by itself', async () => {
  await startOperator();
  const run = await begun();
  const connection = await connectNats(coordinatorAddress(address()), { name: 'test' });
  await (await jetstreamManager(connection)).streams.purge(`KV_fanout-ledger-${run}`);
  await connection.close();
  await soon(() => expect(status().state).toBe('Failed'));
  expect(running()).toMatchObject({ status: 'False', reason: 'RunStoreLost' });
  expect(running()?.message).toMatch(/its ledger has 0 outcomes, and \d+ were recorded/);

  // Deleted and applied again, it is another run.
  cluster.remove('u');
  await soon(() => expect(cluster.study('u')).toBeUndefined());
  const anew = await begun();
  expect(anew).not.toBe(run);
  const worker = startTestWorker(address(), coordinator, anew);
  await soon(() => expect(status().state).toBe('Completed'));
  await worker.stop();
  expect(kept).toHaveLength(TRIALS);
});

it.each([
  [
    'emptied',
    (run: string) => rmSync(join(storage(), `KV_fanout-ledger-${run}`, 'msgs'), { recursive: true }),
  ],
  ['deleted', () => rmSync(storage(), { recursive: true })],
])('storage that is %s while no coordinator is there: the next one does not begin anew', async (_, lose) => {
  const stop = await startOperator();
  const run = await begun();
  await stop();
  await nats.stop();
  lose(run);
  await startNats();
  await startOperator();
  await soon(() => expect(status().state).toBe('Failed'));
  expect(status().run).toBe(run);
  expect(running()).toMatchObject({ status: 'False', reason: 'RunStoreLost' });
});
const storage = () => join(directory, 'nats/jetstream/FANOUT/streams');

it('a manifest that NATS has lost, with the ledger there: it is put back, and the run goes on', async () => {
  const stop = await startOperator();
  const run = await begun();
  await stop();
  await nats.stop();
  rmSync(join(storage(), 'KV_fanout-manifests', 'msgs'), { recursive: true });
  await startNats();
  await startOperator();
  await soon(() => expect(said.join()).toContain(`the manifest of run ${run} any more; it is put back`));
  const worker = startTestWorker(address(), coordinator, run);
  await soon(() => expect(status().state).toBe('Completed'));
  await worker.stop();
  expect(kept).toHaveLength(TRIALS);
});
