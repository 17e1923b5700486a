/** The manifest of a run that adds seeds, which no NATS server has. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { type RunDirectory, runDirectory } from '../run/directory.ts';
import { mustBeDeclared } from './declared.ts';
import { blockDirectory, type Sequence, seedsOfBlock } from './sequence.ts';

let whole: RunDirectory;
let declared: Manifest;
let sequence: Sequence;
beforeAll(async () => {
  whole = runDirectory(mkdtempSync(join(tmpdir(), 'fanout-declared-')), '.');
  declared = await testManifest('whole', 2, 3, 3);
  const { checksum, study } = declared;
  sequence = { until: 'decided', block: 2, maxSeeds: 6, checksum, seeds: [...study.seeds] };
  const first = blockDirectory(whole, 1);
  await mkdir(first.path, { recursive: true });
  writeFileSync(
    first.manifest,
    JSON.stringify({
      ...(await testManifest('block', 2, 3, 2)),
      run: first.run,
      studyText: declared.studyText,
    }),
  );
});
afterAll(() => rmSync(whole.path, { recursive: true }));

/** The manifest as it stands after so many seeds, changed. */
function after(seeds: number[], change: (manifest: Manifest) => unknown = () => undefined): Manifest {
  const manifest = JSON.parse(JSON.stringify(declared)) as Manifest;
  const study = { ...manifest.study, seeds };
  const now = { ...manifest, study, trials: study.arms.length * study.folds.count * seeds.length };
  change(now);
  return now;
}
// biome-ignore lint/suspicious/noExplicitAny: what a test spoils has every type.
const loose = (manifest: Manifest) => manifest as any;

it.each([[[1, 2, 3]], [[1, 2]], [[1, 2, 3, 4, 5, 6]]])('goes on after seeds %j', async (seeds) => {
  await expect(mustBeDeclared(whole, after(seeds), sequence)).resolves.toBeUndefined();
});

it.each<[string, (manifest: Manifest) => unknown]>([
  ['study.objective.margin', (manifest) => (loose(manifest).study.objective.margin = 0.4)],
  ['study.settings.training.epochs', (manifest) => (loose(manifest).study.settings.training.epochs = 9)],
  ['study.arms[0].label', (manifest) => (loose(manifest).study.arms[0].label = 'other')],
  ['dataset.examples', (manifest) => (loose(manifest).dataset.examples = 9)],
  ['its study, dataset or folds', (manifest) => (loose(manifest).folds[0].validation = 1)],
  ['trials', (manifest) => (loose(manifest).trials = 7)],
])('refuses another %s', async (field, change) => {
  await expect(mustBeDeclared(whole, after([1, 2], change), sequence)).rejects.toMatchObject({
    code: 'RUN_MISMATCH',
    message: expect.stringContaining(field),
  });
});

it.each<[string, Partial<Sequence>, string]>([
  [
    'more seeds',
    { maxSeeds: 8 },
    'sequence.json of run whole was changed after its start: maxSeeds is 8, was 6',
  ],
  ['other blocks', { block: 3 }, 'block is 3, was 2'],
  ['a limit of time', { maxMinutes: 5 }, 'maxMinutes is 5, was not there'],
])('refuses %s than were declared', async (_, change, words) => {
  const directory = runDirectory(whole.path, 'whole');
  for (const block of [1, 2]) {
    const { path, manifest, run } = blockDirectory(directory, block);
    await mkdir(path, { recursive: true });
    const { studyText } = declared;
    const planned = { ...(await testManifest('block', 2, 3, 2)), run, studyText };
    // Of the second block alone: NATS has the manifest of a block that is resumed, whichever it is.
    writeFileSync(manifest, JSON.stringify(block === 1 ? planned : { ...planned, declared: sequence }));
  }
  await expect(mustBeDeclared(directory, after([1, 2]), sequence)).resolves.toBeUndefined();
  await expect(mustBeDeclared(directory, after([1, 2]), { ...sequence, ...change })).rejects.toMatchObject({
    code: 'RUN_MISMATCH',
    message: expect.stringContaining(words),
  });
});

it('later blocks go on from the study’s own seeds, also of those that no block had yet', () => {
  const own = { ...sequence, seeds: [7, 3, 9] };
  expect([1, 2, 3].map((block) => seedsOfBlock(own.seeds, own, block))).toEqual([
    [7, 3],
    [9, 10],
    [11, 12],
  ]);
});
