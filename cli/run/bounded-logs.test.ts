import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { loadManifest } from '../results/load.ts';
import { BoundedLogs } from './bounded-logs.ts';
import { type RunDirectory, runDirectory } from './directory.ts';

let out: string;
let manifest: Manifest;
let directory: RunDirectory;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'fanout-logs-'));
  manifest = await testManifest('r', 2, 2);
  directory = runDirectory(out, 'r');
});
afterEach(() => rm(out, { recursive: true }));

/** Keeps ten bytes of each attempt, given as [trial, attempt]. */
async function keep(attempts: readonly (readonly [number, number])[], most?: number): Promise<void> {
  const logs = new BoundedLogs(manifest, directory, most);
  for (const [trial, attempt] of attempts) {
    const text = Buffer.from(`${trial}/${attempt}`.padEnd(10, '.'));
    logs.take({ kind: 'log', trial, attempt, worker: 'w', text });
  }
  await logs.close();
}

/** What is kept, as the texts themselves. */
async function kept(): Promise<string[]> {
  const root = join(directory.logs, 'trials');
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.log'));
  const texts = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
  return texts.map((text) => text.replace(/\.+$/, '')).sort();
}

it('keeps of each trial the log of its last attempt, with the manifest that says which run it is', async () => {
  await keep([
    [0, 1],
    [1, 2],
    [0, 3],
    [1, 1],
  ]);
  expect(await kept()).toEqual(['0/3', '1/2']);
  expect((await loadManifest(directory)).run).toBe('r');
});

it('lets the oldest go where there is no room, also those that a process before it kept', async () => {
  await keep([
    [0, 1],
    [1, 1],
  ]);
  await keep(
    [
      [2, 1],
      [1, 2],
    ],
    30,
  );
  expect(await kept()).toEqual(['0/1', '1/2', '2/1']);
  await keep([[3, 1]], 30);
  expect(await kept()).toEqual(['1/2', '2/1', '3/1']);
  // One that was written again is not old.
  await keep(
    [
      [2, 2],
      [0, 2],
    ],
    20,
  );
  expect(await kept()).toEqual(['0/2', '2/2']);
});

it('stops nothing where nothing can be written', async () => {
  const logs = new BoundedLogs(manifest, runDirectory('/dev/null', 'r'));
  logs.take({ kind: 'log', trial: 0, attempt: 1, worker: 'w', text: Buffer.from('x') });
  await expect(logs.close()).resolves.toBeUndefined();
});
