import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { gridOf } from '../../study/grid.ts';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { makeRunDirectory, runDirectory } from '../run/directory.ts';
import { OutcomeCopies } from '../run/outcome-copies.ts';
import { loadResultsSoFar } from './so-far.ts';

/** A run of two arms, four blocks, of which some trials are recorded, and none is more. */
async function interrupted(recorded: number) {
  const out = mkdtempSync(join(tmpdir(), 'fanout-so-far-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const manifest = commandManifest('part', { program: 'x', arms: { a: {}, b: {} }, seeds: [1, 2] });
  const directory = runDirectory(out, 'part');
  await makeRunDirectory(directory);
  writeFileSync(directory.manifest, JSON.stringify(manifest));
  const copies = new OutcomeCopies(directory, []);
  for (const { index, key, arm } of gridOf(manifest.study).slice(0, recorded))
    copies.add({
      ...{ trial: index, key, status: 'completed', attempt: 1, worker: 'w', backend: '', findings: [] },
      ...{ metrics: { accuracy: arm === 'a' ? 0.9 + index / 1000 : 0.8 }, history: {}, seconds: 1 },
      recordedAt: '2026-01-01T00:00:00.000Z',
    } as Outcome);
  await copies.close();
  return directory;
}

it('shows what an interrupted run has recorded, and says that it is a part', async () => {
  const { results, trials, verdict } = await loadResultsSoFar(await interrupted(5));
  expect(results.map(({ arm, fold, seed }) => `${arm}/${fold}/${seed}`)).toEqual([
    ...['a/0/1', 'b/0/1', 'a/1/1', 'b/1/1', 'a/0/2'],
  ]);
  expect(trials).toMatchObject({ total: 8, completed: 5 });
  expect(verdict.summary[0]).toMatch(/^This is a part of the run: 5 of 8 trials are recorded so far/);
  expect(verdict.pairs[0]).toMatchObject({ blocks: 2 });
});

it('has nothing to show of a run that has recorded nothing', async () => {
  await expect(loadResultsSoFar(await interrupted(0))).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
    message: expect.stringMatching(/has not ended/),
  });
});
