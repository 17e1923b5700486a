import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Content } from '../../operator/results-api/answer.ts';
import type { Part } from '../../operator/results-api/route.ts';
import type { RunResults } from '../../results/results.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { commandManifest } from '../../test/support/command-manifest.ts';
import { writeRun } from '../results/write-run.ts';
import { type RunDirectory, runDirectory } from '../run/directory.ts';
import { logFile } from '../run/trial-logs.ts';
import { runContent } from './run-content.ts';

let out: string;
let directory: RunDirectory;
const manifest = commandManifest('digits', { program: 'true', folds: 2 });
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-content-'));
  directory = runDirectory(out, 'digits');
});
afterEach(() => rmSync(out, { recursive: true }));

const none = async () => undefined;
const content = (part: Part, log = {}, run = 'digits', soFar: () => Promise<RunResults | undefined> = none) =>
  runContent({ out, soFar, run, part, log });
const bodyOf = (found: Content | string) => String((found as Content).body);

it('hands out what a run has written at its end', async () => {
  await writeRun(manifest, [], { out, workers: 1 });
  expect(JSON.parse(bodyOf(await content('results'))).trials.total).toBe(2);
  expect(bodyOf(await content('report'))).toMatch(/^<!doctype html>/i);
  expect(bodyOf(await content('table'))).toMatch(/fold,seed,status/);
  expect(JSON.parse(bodyOf(await content('manifest'))).run).toBe('digits');
});

it('hands out logs of trials that there are, the last attempt where none is asked for', async () => {
  await writeWhole(directory.manifest, JSON.stringify(manifest));
  for (const attempt of [1, 2])
    await writeWhole(logFile(directory, 'a/0/1', attempt), `attempt ${attempt}\n`);
  expect(JSON.parse(bodyOf(await content('logs')))).toEqual([{ key: 'a/0/1', attempts: [1, 2] }]);
  expect(bodyOf(await content('logs', { trial: 'a/0/1' }))).toBe('attempt 2\n');
  expect(bodyOf(await content('logs', { trial: 'a/0/1', attempt: 1 }))).toBe('attempt 1\n');
  expect(await content('logs', { trial: 'a/0/1', attempt: 3 })).toMatch(/has logs of attempts 1, 2/);
  expect(await content('logs', { trial: 'a/1/1' })).toMatch(/has no log/);
  for (const trial of ['../../../etc/passwd', 'a/0/../0/1', '__proto__'])
    expect(await content('logs', { trial })).toMatch(/has no trial/);
});

it('of a run at work there are results so far, and no report', async () => {
  expect(await content('results')).toMatch(/nothing of it is there yet/);
  const soFar = async () => ({ trials: { total: 2 } }) as RunResults;
  expect(JSON.parse(bodyOf(await content('results', {}, 'digits', soFar)))).toEqual({ trials: { total: 2 } });
  await writeWhole(directory.manifest, JSON.stringify(manifest));
  expect(await content('report')).toMatch(/the run has not ended/);
});

it.each(['../digits', '/etc', '.', ''])('%j is no run, and no path', async (run) => {
  await writeRun(manifest, [], { out: join(out, 'below'), workers: 1 });
  expect(await content('manifest', {}, run)).toBe('there is no such run');
});
