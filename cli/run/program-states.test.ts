import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { renderReport } from '../../report/report.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { whyNoManifest } from '../results/manifest-shape.ts';
import { keepProgress, makeRunDirectory, type RunDirectory, runDirectory } from './directory.ts';
import { keepEnd } from './finish.ts';
import { programFiles } from './program-files.ts';
import { editedWarnings, keepProgramState } from './program-states.ts';

let place: string;
let directory: RunDirectory;
let manifest: Manifest;
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'fanout-program-'));
  write('train.py', 'one');
  const trainer = { directory: place };
  const made = commandManifest('r', { program: ['python', 'train.py', '{{arm}}'], trainer, seeds: [1, 2] });
  manifest = { ...made, program: await programFiles(made.study.trainer) };
  directory = runDirectory(join(place, 'runs'), 'r');
  await makeRunDirectory(directory);
  await keepProgress(directory, { seconds: 0, recorded: 0 });
});
afterEach(() => rmSync(place, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(place, name), text);
const minute = (at: number) => new Date(60_000 * at);
/** Ends the run; each trial was recorded in the middle of these minutes. */
async function end(minutes: readonly number[], of = manifest) {
  const outcomes = gridOf(of.study).map(
    ({ index, key }) =>
      ({
        ...{ key, trial: index, status: 'completed', attempt: 1, worker: 'w', backend: 'b', findings: [] },
        ...{ seconds: 1, history: {}, metrics: { accuracy: 0.5 + index / 100 } },
        recordedAt: minute(minutes[index]! + 0.5).toISOString(),
      }) satisfies Outcome,
  );
  const part = {
    before: { seconds: 0, recorded: 0 },
    recordedBefore: 0,
    recorded: 4,
    seconds: 4,
    workers: 1,
  };
  return keepEnd(directory, of, outcomes, part);
}

it('looks at the files that a command names, within bounds, and at nothing else', async () => {
  mkdirSync(join(place, 'folder'));
  write('{{arm}}.py', 'of a placeholder');
  write('large.bin', 'x'.repeat(16 * 2 ** 20 + 1));
  for (let index = 0; index < 40; index++) write(`${index}.py`, String(index));
  const names = Array.from({ length: 40 }, (_, index) => `${index}.py`);
  const looked = async (...command: string[]) =>
    (await programFiles({ command, directory: place })).map(({ path }) => path);
  expect(
    await looked(
      'python',
      'train.py',
      './train.py',
      'train.py',
      'folder',
      '{{arm}}.py',
      'large.bin',
      '-x',
      '',
    ),
  ).toEqual(['train.py', './train.py']);
  expect(await looked(...names)).toEqual(names.slice(0, 32));
  expect(await programFiles({ command: ['train.py'], directory: place, image: 'python' })).toEqual([]);
});

it('a program that was edited before its run was resumed is warned of, and its versions are told apart', async () => {
  expect(await editedWarnings(manifest)).toEqual([]);
  write('train.py', 'two');
  expect(await editedWarnings(manifest)).toEqual([
    expect.stringMatching(/^train\.py is not as it was when run r began: /),
  ]);
  await keepProgramState(directory, manifest, minute(2));
  // Not edited any more, and once more as it was at first.
  await keepProgramState(directory, manifest, minute(4));
  write('train.py', 'one');
  await keepProgramState(directory, manifest, minute(6));
  expect(await editedWarnings(manifest)).toEqual([]);
  const results = await end([1, 3, 5, 7]);
  const [before, after] = results.program!;
  expect([before!.trials, after!.trials]).toEqual([
    ['a/0/1', 'a/1/2'],
    ['a/1/1', 'a/0/2'],
  ]);
  expect(before!.files).toEqual(manifest.program);
  const provenance = {
    ...{ folds: [], seeds: [1, 2], backend: 'b', versions: {}, machine: { cores: 1, arch: 'x64' } },
    ...{ study: manifest.study, startedAt: results.startedAt, finishedAt: results.finishedAt },
  };
  const page = await renderReport({ results, provenance });
  expect(page).toMatch(/edited before this run was resumed[\s\S]*<code>train\.py<\/code> differed/);
  expect(page).toContain('a/0/1, a/1/2');
});

it('says nothing of versions where all outcomes are of one', async () => {
  write('train.py', 'two');
  await keepProgramState(directory, manifest, minute(8));
  expect((await end([1, 3, 5, 7])).program).toEqual([{ files: manifest.program }]);
});

it('a file that is gone counts as edited', async () => {
  rmSync(join(place, 'train.py'));
  expect(await editedWarnings(manifest)).toHaveLength(1);
});

it('a manifest from before these files were kept is read as ever', async () => {
  const { program: _, ...old } = manifest;
  expect(whyNoManifest(JSON.parse(JSON.stringify(old)))).toBeUndefined();
  write('train.py', 'two');
  expect(await editedWarnings(old)).toEqual([]);
  await keepProgramState(directory, old, minute(2));
  expect((await end([1, 3, 5, 7], old)).program).toBeUndefined();
});
