/** A run taken up over a nats-server of which one bit of the storage was flipped, while it was down. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type NatsServer, startNatsServer } from '../../cli/nats/start.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { startTestCoordinator, startTestWorker, testManifest } from '../support/cluster.ts';

let directory: string;
let server: NatsServer;
let coordinator: Coordinator;
let manifest: Manifest;
let said: string[];
const RUN = 'damaged';

async function start(): Promise<void> {
  const { path: binary } = await findNatsServer();
  server = await startNatsServer({ binary, directory, storeDirectory: join(directory, 'nats') });
  coordinator = await startTestCoordinator(server, { log: (text) => void said.push(text) });
}

async function stop(): Promise<void> {
  await coordinator.stop(100);
  await server.stop();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-flipped-'));
  said = [];
  manifest = await testManifest(RUN, 4, 5);
  await start();
});
afterEach(async () => {
  await stop();
  await rm(directory, { recursive: true });
});

/** Trains until so many outcomes are recorded. */
async function train(run: Run, outcomes: number): Promise<void> {
  const worker = startTestWorker(server, coordinator, RUN);
  await expect.poll(() => run.recorded, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(outcomes);
  await worker.stop();
}

/** The bytes of one message in nats-server's block of a stream: from its length to its checksum. */
function messages(block: Buffer): { at: number; length: number }[] {
  const found = [];
  for (let at = 0; at < block.length; ) {
    const length = block.readUInt32LE(at) & 0x7fff_ffff;
    found.push({ at, length });
    at += length;
  }
  return found;
}

/**
 * Flips a bit of a stream's message, by its number or a part of its subject: so many bytes from its
 * beginning, or from its end if negative.
 */
function flip(stream: string, which: number | string, byte: number, index: 'index' | 'no index'): void {
  const folder = join(directory, 'nats/jetstream/FANOUT/streams', stream, 'msgs');
  const path = join(folder, '1.blk');
  const block = readFileSync(path);
  const found = messages(block);
  const { at, length } =
    typeof which === 'number'
      ? found.at(which)!
      : found.findLast(({ at, length }) => block.subarray(at, at + length).includes(which))!;
  block[byte < 0 ? at + length + byte : at + byte]! ^= 4;
  writeFileSync(path, block);
  // A server that was killed has none, reads its blocks, and drops what follows the damage.
  if (index === 'no index') rmSync(join(folder, 'index.db'), { force: true });
}

const accuracies = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ key, metrics }) => `${key} ${metrics.accuracy}`).sort();

const LENGTH = 0;
const NUMBER = 4;
const SUBJECT = 30;
const CHECKSUM = -2;

const FLIPS: [which: number, byte: number, index: 'index' | 'no index'][] = [
  [9, LENGTH, 'index'],
  [9, LENGTH, 'no index'],
  [9, NUMBER, 'index'],
  [0, SUBJECT, 'no index'],
  [19, CHECKSUM, 'index'],
];

it.each(FLIPS)(
  'message %i of the ledger, byte %i, %s: each trial has its outcome',
  async (which, byte, index) => {
    const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
    await train(run, which === 19 ? 20 : 14);
    const before = await run.outcomes();
    await stop();
    flip(`KV_fanout-ledger-${RUN}`, which, byte, index);
    await start();
    const known = { seen: before.length, copies: before.slice(0, -1) };
    const again = await coordinator.resumeRun(RUN, {
      workers: 1,
      assumeNoLiveWorkers: true,
      manifest,
      known,
    });
    expect(said.join()).toMatch(/the storage of NATS was damaged; .*(put back from the copy|trained again)/);
    await train(again, manifest.trials);
    await again.done;
    const after = await again.outcomes();
    expect(after).toHaveLength(manifest.trials);
    expect(accuracies(after)).toEqual(expect.arrayContaining(accuracies(before.slice(0, -1))));
  },
);

it('copies that no worker could have reported: they are left out, and their trials trained', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, 10);
  const before = await run.outcomes();
  await stop();
  const open = gridOf(manifest.study).find(({ key }) => before.every((outcome) => outcome.key !== key))!;
  const forged = { ...before[0]!, trial: open.index, key: open.key };
  const copies = [
    ...before,
    { ...forged, metrics: { ...forged.metrics, accuracy: 2 } },
    { ...forged, history: { accuracy: [1, 1, 1] } },
    { ...forged, trial: 20, key: 'choice-9/1/1' },
  ];
  await start();
  const known = { seen: before.length, copies };
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true, manifest, known });
  expect(said.join()).toContain(
    '3 copies of outcomes are not of this run, and left out: accuracy at the end',
  );
  expect(again.recorded).toBe(before.length);
  await train(again, manifest.trials);
  await again.done;
});

it('the manifest: it is put back', async () => {
  await coordinator.startRun(manifest, { workers: 1 });
  await stop();
  flip('KV_fanout-manifests', 0, -60, 'index');
  await start();
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true, manifest });
  expect(said.join()).toContain('the manifest of run damaged');
  expect(again.manifest).toEqual(manifest);
  await stop();
  await start();
  // Where nobody has it, it is known from now on, too.
  expect(await coordinator.resumeRun(RUN, { workers: 1 })).toBeDefined();
});

it.each([
  ['the claim on it', '.coordinator'],
  ['an attempt that was begun', '.begun.'],
])('%s: the run goes on', async (_, which) => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 20 });
  await train(run, manifest.trials);
  await stop();
  flip('KV_fanout-runs', which, -20, 'index');
  await start();
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true });
  await again.done;
  expect(said.join()).toContain('of the attempts that were begun what can be read is kept');
});

it.each(['index', 'no index'] as const)('a pack of the queue, %s: its trials are trained', async (index) => {
  await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await stop();
  flip('FANOUT_PACKS', 9, -20, index);
  await start();
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true });
  await train(again, manifest.trials);
  await again.done;
  expect(await again.outcomes()).toHaveLength(manifest.trials);
});

/** What nats-server keeps of who holds which pack. */
const heldPacks = () => join(directory, `nats/jetstream/FANOUT/streams/FANOUT_PACKS/obs/run-${RUN}/o.dat`);

it.each<[string, () => void]>([
  ['damaged', () => writeFileSync(heldPacks(), Buffer.alloc(16, 0xff))],
  ['cut off', () => writeFileSync(heldPacks(), readFileSync(heldPacks()).subarray(0, 1))],
  [
    'damaged, and its packs deleted',
    () => {
      writeFileSync(heldPacks(), Buffer.alloc(16, 0xff));
      rmSync(join(heldPacks(), '../../../msgs'), { recursive: true });
    },
  ],
])('who holds which pack, %s: the queue is made again', async (_, damage) => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, 8);
  await stop();
  damage();
  await start();
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true });
  expect(said.join()).toContain('the storage of NATS was damaged; the queue is made again');
  await train(again, manifest.trials);
  await again.done;
  expect(await again.outcomes()).toHaveLength(manifest.trials);
});

it('who holds which pack of one of two runs: no pack of the other is lost, and what can be done is said', async () => {
  const other = await testManifest('other', 2, 2);
  const otherRun = await coordinator.startRun(other, { workers: 1, largestPack: 1 });
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, 8);
  await stop();
  writeFileSync(heldPacks(), Buffer.alloc(16, 0xff));
  await start();
  await expect(coordinator.resumeRun(RUN, { workers: 1 })).rejects.toMatchObject({
    code: 'NATS_UNAVAILABLE',
    hint: expect.stringContaining('nats stream rm FANOUT_PACKS'),
  });
  const { user, pass } = server.coordinator;
  const connection = await connect({ servers: server.url, user, pass });
  const manager = await jetstream(connection).jetstreamManager();
  const { state } = await manager.streams.info('FANOUT_PACKS', { subjects_filter: 'fanout.packs.other.*' });
  expect(Object.keys(state.subjects ?? {})).toHaveLength(otherRun.manifest.trials);
  // As told.
  await manager.streams.delete('FANOUT_PACKS');
  await connection.close();
  const again = await coordinator.resumeRun(RUN, { workers: 1 });
  await train(again, manifest.trials);
  await again.done;
});

/** Spoils what nats-server needs to know that there is a stream. */
function forgetStream(stream: string): void {
  const path = join(directory, 'nats/jetstream/FANOUT/streams', stream, 'meta.inf');
  const bytes = readFileSync(path);
  bytes[100]! ^= 4;
  writeFileSync(path, bytes);
}

it('the description of the ledger: it is made again, with every outcome in it', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, manifest.trials);
  const before = await run.outcomes();
  await stop();
  forgetStream(`KV_fanout-ledger-${RUN}`);
  await start();
  const known = { seen: before.length, copies: [] };
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true, manifest, known });
  expect(said.join()).toContain('the ledger of run damaged any more; it is made again');
  expect(await again.outcomes()).toEqual(before);
});

it('a ledger that was deleted: made again of the copies, and only of all of them', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, manifest.trials);
  const before = await run.outcomes();
  await stop();
  rmSync(join(directory, 'nats/jetstream/FANOUT/streams', `KV_fanout-ledger-${RUN}`), { recursive: true });
  await start();
  const resume = (seen: number, copies: Outcome[], assumeNoLiveWorkers = true) =>
    coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers, manifest, known: { seen, copies } });
  // Refused each time: a try that is refused leaves nothing behind that the next would take for the ledger.
  for (const [seen, copies, noLiveWorkers] of [
    [20, before.slice(1)],
    [0, []],
    [0, []],
    [20, before, false],
  ] as const)
    await expect(resume(seen, [...copies], noLiveWorkers)).rejects.toMatchObject({ code: 'RUN_STORE_LOST' });
  const again = await resume(20, before);
  await again.done;
  expect(accuracies(await again.outcomes())).toEqual(accuracies(before));
});

it('a command that was killed when the ledger was mended, and had not yet kept how many are left: the next goes on', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, manifest.trials);
  await stop();
  flip(`KV_fanout-ledger-${RUN}`, 9, LENGTH, 'no index');
  await start();
  const resume = (keep: () => Promise<void>) => {
    const known = { seen: manifest.trials, copies: [], keep };
    return coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true, manifest, known });
  };
  await expect(resume(() => Promise.reject(new Error('killed here')))).rejects.toThrow('killed here');
  await stop();
  await start();
  said = [];
  const kept: number[] = [];
  const again = await resume(async (...args: number[]) => void kept.push(...args));
  expect(said.join()).toMatch(/the storage of NATS was damaged; \d+ outcomes? w.* lost, to be trained again/);
  expect(kept).toEqual([again.recorded]);
  expect(again.recorded).toBeLessThan(manifest.trials);
  await coordinator.closeRun(RUN);
  // From now on fewer than were kept is what it was before: somebody has emptied the ledger.
  said = [];
  await expect(resume(() => Promise.reject(new Error('nothing to keep')))).rejects.toMatchObject({
    code: 'RUN_STORE_LOST',
  });
  expect(said).toEqual([]);
});

it('a coordinator that knows of no outcomes notices a ledger that is gone, and not one that was emptied', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, 10);
  await coordinator.closeRun(RUN);
  const { user, pass } = server.coordinator;
  const connection = await connect({ servers: server.url, user, pass });
  const { streams } = await jetstream(connection).jetstreamManager();
  await streams.purge(`KV_fanout-ledger-${RUN}`);
  expect((await coordinator.resumeRun(RUN, { workers: 1 })).recorded).toBe(0);
  await coordinator.closeRun(RUN);
  await streams.delete(`KV_fanout-ledger-${RUN}`);
  await connection.close();
  await expect(coordinator.resumeRun(RUN, { workers: 1 })).rejects.toMatchObject({ code: 'RUN_STORE_LOST' });
});

it('storage that is gone, with all runs, and is restored: the run goes on, and trains nothing again', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, 10);
  const before = await run.outcomes();
  await stop();
  renameSync(join(directory, 'nats'), join(directory, 'aside'));
  await start();
  await expect(coordinator.resumeRun(RUN, { workers: 1 })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await stop();
  rmSync(join(directory, 'nats'), { recursive: true });
  renameSync(join(directory, 'aside'), join(directory, 'nats'));
  await start();
  const again = await coordinator.resumeRun(RUN, { workers: 1 });
  expect(await again.outcomes()).toEqual(before);
  await train(again, manifest.trials);
  await again.done;
});

it('a mending that was killed when the ledger was empty: the next goes on, also without what was lost', async () => {
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  await train(run, manifest.trials);
  const before = await run.outcomes();
  const { user, pass } = server.coordinator;
  const connection = await connect({ servers: server.url, user, pass });
  const client = jetstream(connection);
  const salvage = await new Kvm(client).create(`fanout-salvage-${RUN}`, { history: 1 });
  for (const outcome of before.slice(1)) await salvage.put(outcome.key, JSON.stringify(outcome));
  await (await client.jetstreamManager()).streams.purge(`KV_fanout-ledger-${RUN}`);
  await connection.close();
  await stop();
  await start();
  const known = { seen: before.length, copies: [] };
  const again = await coordinator.resumeRun(RUN, { workers: 1, assumeNoLiveWorkers: true, manifest, known });
  expect(said.join()).toContain('the storage of NATS was damaged; 1 outcome was lost, to be trained again');
  expect(accuracies(await again.outcomes())).toEqual(accuracies(before.slice(1)));
  await train(again, manifest.trials);
  await again.done;
  expect(accuracies(await again.outcomes())).toEqual(accuracies(before));
});
