import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { gridOf } from '../../study/grid.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { loadResults } from '../results/load.ts';
import { blockDirectory } from '../until/sequence.ts';
import { interrupted } from './broken-off.ts';
import { keepProgress, makeRunDirectory, type RunDirectory, runDirectory } from './directory.ts';
import { keepEnd } from './finish.ts';

const manifest = await testManifest('r', 2, 3);
const outcomes = gridOf(manifest.study).map(
  ({ index, key }) =>
    ({
      ...{ key, trial: index, status: 'completed', attempt: 1, worker: 'w', backend: 'wasm', findings: [] },
      ...{ seconds: 1, epochs: 1, history: [], recordedAt: manifest.createdAt },
      metrics: { accuracy: 0.5 + index / 100, loss: 1 },
    }) as unknown as Outcome,
);
let runs: string;
let directory: RunDirectory;
beforeEach(() => {
  runs = mkdtempSync(`${tmpdir()}/fanout-end-`);
  directory = runDirectory(runs, 'r');
});
afterEach(() => rmSync(runs, { recursive: true }));

it('a part that recorded nothing keeps the figures of the execution, however often it is run', async () => {
  const first = await keepEnd(directory, manifest, outcomes, {
    ...{ before: { seconds: 0, recorded: 0 }, recordedBefore: 0, recorded: 6, seconds: 8, workers: 2 },
  });
  expect(first.examplesPerSecond).toBeGreaterThan(0);
  for (const seconds of [0.4, 60]) {
    const before = { seconds: 8, recorded: 6 };
    const again = { before, recordedBefore: 6, recorded: 6, seconds, workers: 1 };
    expect(await keepEnd(directory, manifest, outcomes, again)).toEqual(first);
    expect(await loadResults(directory)).toEqual(JSON.parse(JSON.stringify(first)));
  }
});

it('a run that was killed between its last outcome and its results has the rate of all its parts', async () => {
  const part = {
    before: { seconds: 8, recorded: 6 },
    recordedBefore: 6,
    recorded: 6,
    seconds: 1,
    workers: 2,
  };
  const { seconds, examplesPerSecond } = await keepEnd(directory, manifest, outcomes, part);
  // 150 examples in 3 folds: 100 to train on, 1 epoch, 6 trials, 8 seconds.
  expect([seconds, examplesPerSecond]).toEqual([8, 75]);
});

it('a part that recorded some trials has its own rate', async () => {
  const part = {
    before: { seconds: 8, recorded: 4 },
    recordedBefore: 4,
    recorded: 6,
    seconds: 2,
    workers: 2,
  };
  const { seconds, examplesPerSecond } = await keepEnd(directory, manifest, outcomes, part);
  expect([seconds, examplesPerSecond]).toEqual([10, 100]);
});

it('a run that has not ended says how much of it is recorded, and how to go on', async () => {
  await makeRunDirectory(directory);
  writeFileSync(directory.manifest, JSON.stringify(manifest));
  await expect(loadResults(directory)).rejects.toMatchObject({
    message: 'run r has not ended: 0 of 6 trials are recorded, and kept',
    hint: expect.stringContaining('--resume r'),
  });
  await keepProgress(directory, { seconds: 1, recorded: 4 });
  await expect(loadResults(directory)).rejects.toThrow('4 of 6 trials are recorded, and kept');
  expect(await interrupted(directory)).toMatchObject({
    message: 'run r was interrupted; 4 of 6 trials are recorded, and kept',
    hint: expect.stringContaining('--resume r'),
  });
  writeFileSync(directory.manifest, '{');
  expect((await interrupted(directory)).message).toBe('run r was interrupted; what was recorded is kept');
});

it('a run that adds blocks says it of the last block that was begun', async () => {
  for (const [block, recorded] of [6, 2].entries()) {
    const own = blockDirectory(directory, block + 1);
    await makeRunDirectory(own);
    writeFileSync(own.manifest, JSON.stringify(manifest));
    await keepProgress(own, { seconds: 1, recorded });
  }
  expect((await interrupted(directory)).message).toContain('2 of 6 trials of block 2 are recorded, and kept');
});
