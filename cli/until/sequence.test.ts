import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunDirectory, runDirectory } from '../run/directory.ts';
import { keepSequence, loadSequence, type Sequence } from './sequence.ts';

let directory: RunDirectory;
beforeEach(() => {
  directory = runDirectory(mkdtempSync(join(tmpdir(), 'fanout-sequence-')), '.');
});
afterEach(() => rmSync(directory.path, { recursive: true }));

const sequence: Sequence = { until: 'decided', block: 3, maxSeeds: 24, checksum: 'c', seeds: [1, 2, 3] };

it('reads what was declared', async () => {
  expect(await loadSequence(directory)).toBeUndefined();
  await keepSequence(directory, sequence);
  expect(await loadSequence(directory)).toEqual(sequence);
});

it.each([
  { ...sequence, block: 2 ** 53 - 1 },
  { ...sequence, maxSeeds: 1e8 },
  { ...sequence, block: 0 },
  { ...sequence, block: 1.5 },
  { ...sequence, seeds: [] },
  { ...sequence, seeds: [2 ** 53] },
  { ...sequence, maxMinutes: -1 },
  { ...sequence, more: 1 },
  null,
])('refuses %j, which no command declares, by the name of the file', async (content) => {
  writeFileSync(join(directory.path, 'sequence.json'), JSON.stringify(content));
  await expect(loadSequence(directory)).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
    message: expect.stringMatching(/sequence\.json: it is not as fanout wrote it/),
  });
});
