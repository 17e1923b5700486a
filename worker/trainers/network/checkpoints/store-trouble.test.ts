/** A folder of checkpoints that cannot be written or read: training goes on, and the log says it once. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadWasmEngine } from '../../../../engines/wasm/engine.ts';
import type { Trial } from '../../../../study/grid.ts';
import type { Manifest } from '../../../../study/manifest.ts';
import { manifestOf } from '../../../../test/support/cluster.ts';
import { smallDisk } from '../../../../test/support/small-disk.ts';
import { firstBlock, Heard, reportsOf } from '../../trainer.contract-run.ts';
import { openNetworkTrainer } from '../trainer.ts';
import { folderStore } from './folder-store.ts';
import type { CheckpointStore } from './store.ts';

const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: troubled }
spec:
  dataset: { name: iris }
  initializers: [he_normal, glorot_uniform]
  folds: { count: 2 }
  checkpoint: { every: 0.001s }
  model: [dense: { units: 8, activation: relu }, dense: { units: classes, activation: softmax }]
  training: { epochs: 6, batchSize: 16 }
`;

let folder: string;
let manifest: Manifest;
let trials: readonly Trial[];
const cleanups: (() => unknown)[] = [];
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'fanout-store-')), 'kept');
  cleanups.push(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  manifest = await manifestOf('troubled', STUDY);
  trials = firstBlock(manifest);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Trains the block with a store; what it came to, and what the log says. */
async function trained(store: CheckpointStore | undefined) {
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const trainer = await openNetworkTrainer(loadWasmEngine, store ? { store, log } : { log });
  try {
    const reports = await reportsOf(trainer, manifest, trials);
    for (const trial of trials) await trainer.recorded!(trial);
    return { reports, logged };
  } finally {
    await trainer.close();
  }
}

const expected = async () => (await trained(undefined)).reports;

it('what was saved goes when the outcomes are recorded', async () => {
  const stop = new AbortController();
  const reason = new Error('told to stop');
  const heard = new Heard(({ epochs }) => epochs.length > 2 && stop.abort(reason));
  const trainer = await openNetworkTrainer(loadWasmEngine, { store: folderStore(folder) });
  cleanups.push(() => trainer.close());
  await expect(reportsOf(trainer, manifest, trials, heard, stop.signal)).rejects.toBe(reason);
  expect(readdirSync(folder)).toHaveLength(trials.length);
  const { reports, logged } = await trained(folderStore(folder));
  expect(readdirSync(folder)).toEqual([]);
  expect(logged).toEqual(['goes on from checkpoints']);
  expect(reports).toEqual(await expected());
});

it('the disk is full', async ({ skip }) => {
  const disk = await smallDisk(folder, 1);
  if (!disk) return skip('no tmpfs can be mounted here');
  cleanups.push(() => disk.remove());
  await disk.fill();
  const { reports, logged } = await trained(folderStore(folder));
  expect(logged).toEqual([expect.stringMatching(/^cannot save .* \(ENOSPC\); training goes on without$/)]);
  expect(reports).toEqual(await expected());
});

it('the disk is read-only', async ({ skip }) => {
  const disk = await smallDisk(folder, 1);
  if (!disk) return skip('no tmpfs can be mounted here');
  cleanups.push(() => disk.remove());
  await disk.makeReadOnly();
  const { reports, logged } = await trained(folderStore(folder));
  expect(logged).toEqual([expect.stringMatching(/^cannot save .* \(EROFS\); training goes on without$/)]);
  expect(reports).toEqual(await expected());
});

it('the folder cannot be made: a file stands there', async () => {
  writeFileSync(folder, '');
  const { reports, logged } = await trained(folderStore(folder));
  expect(logged).toEqual([expect.stringMatching(/^cannot save .*; training goes on without$/)]);
  expect(reports).toEqual(await expected());
});

it('the store is away: trials begin anew, and go on without', async () => {
  const away = async () => Promise.reject(Object.assign(new Error('away'), { code: 'EIO' }));
  const store = { ...folderStore(folder), list: away, write: away, read: away };
  const { reports, logged } = await trained(store);
  expect(logged.filter((line) => line.startsWith('cannot read checkpoints'))).toHaveLength(trials.length);
  expect(logged.filter((line) => line.startsWith('cannot save checkpoints'))).toHaveLength(1);
  expect(reports).toEqual(await expected());
});
