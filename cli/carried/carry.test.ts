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

/** As the worker's container starts it, with an environment of nothing. */
const start = (...args: string[]) => {
  const command = ['--library-path', join(to, 'lib'), join(to, 'bin/node'), join(to, 'program/fanout.mjs')];
  return spawnSync(join(to, 'lib/ld.so'), [...command, ...args], {
    env: {},
    cwd: '/',
    encoding: 'utf8',
    timeout: 60_000,
  });
};

it.skipIf(process.platform !== 'linux')('starts by its own loader and libraries', () => {
  const { status, stderr } = start('worker');
  expect(stderr).toContain("required option '--run <run>' not specified");
  expect(status).toBe(2);
  expect(readdirSync(join(to, 'program'))).toEqual(expect.arrayContaining(['fanout', 'iris', 'mnist']));
});
