/** The worker that is carried into other images starts there: with nothing but its own folder. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleCarried } from '../../carried.mjs';
import { carry } from './carry.ts';

const folder = mkdtempSync(join(tmpdir(), 'fanout-carried-'));
const to = join(folder, 'carried');

beforeAll(async () => {
  const bundle = join(folder, 'bundle');
  await bundleCarried(fileURLToPath(new URL('main.ts', import.meta.url)), pathToFileURL(`${bundle}/`));
  carry(bundle, to);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As the worker's container starts it, with nothing in its environment but what is given. */
const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const command = ['--library-path', join(to, 'lib'), join(to, 'bin/node'), join(to, 'program/fanout.mjs')];
  return spawnSync(join(to, 'lib/ld.so'), [...command, ...args], {
    env,
    cwd: '/',
    encoding: 'utf8',
    timeout: 60_000,
  });
};

it.skipIf(process.platform !== 'linux')('starts by its own loader and libraries', () => {
  const { status, stderr } = start(['worker']);
  expect(stderr).toContain("required option '--run <run>' not specified");
  expect(status).toBe(2);
  expect(readdirSync(join(to, 'program'))).toEqual(expect.arrayContaining(['fanout', 'iris', 'mnist']));
});

it.skipIf(process.platform !== 'linux')('says by FANOUT_CHECKPOINTS_LAST what becomes of checkpoints', () => {
  const worker = ['worker', '--run', 'r', '--trainer', 'command'];
  const nowhere = { TMPDIR: join(folder, 'nowhere') };
  const note = 'checkpoints do not outlast this pod: name a volume fanout-checkpoints in spec.template';
  const noted = start(worker, { ...nowhere, FANOUT_CHECKPOINTS_LAST: 'pod' });
  expect(noted.stderr).toContain(note);
  // It could not begin, in the words of the whole program.
  expect(noted.stderr).toMatch(/^fanout: cannot write .*nowhere/m);
  expect(start(worker, nowhere).stderr).not.toContain(note);
});
