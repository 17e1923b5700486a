import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Source } from '../nats/effects.ts';
import { backendChecks } from './backends.ts';
import { note, ok, problem, wouldWork } from './check.ts';
import { checkDatasets } from './datasets.ts';
import { checkImages } from './images.ts';
import { checkLoopback } from './loopback.ts';
import { machineCheck, nodeCheck } from './machine.ts';
import { checkNats } from './nats.ts';
import { checkOutput, spaceCheck } from './output.ts';
import { checkProxy } from './proxy.ts';
import { renderChecks } from './render.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-doctor-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test.each([
  ['20.20.0', 'ok'],
  ['22.1.0', 'ok'],
  ['20.19.9', 'problem'],
  ['18.20.0', 'problem'],
  ['23.0.0', 'problem'],
])('Node.js %s: %s', (version, state) => {
  expect(nodeCheck(version).state).toBe(state);
});

test('memory for fewer workers than cores is a note that says how many fit', () => {
  expect(machineCheck(4, 8 * 1024 ** 3)).toEqual(ok('machine', '4 cores, 8.0 GiB of memory'));
  expect(machineCheck(8, 2 * 1024 ** 3)).toMatchObject({
    state: 'note',
    todo: expect.stringContaining('--workers 4'),
  });
});

test('the output directory is judged by its nearest existing parent, and not made', async () => {
  expect(await checkOutput(join(directory, 'a', 'b'))).toMatchObject({ name: 'output' });
  expect(await readdir(directory)).toEqual([]);
  await writeFile(join(directory, 'file'), '');
  expect((await checkOutput(join(directory, 'file'))).says).toBe(
    `${join(directory, 'file')} is not a directory`,
  );
  expect(await checkOutput(join(directory, 'file', 'runs'))).toMatchObject({
    state: 'problem',
    says: expect.stringContaining('ENOTDIR'),
  });
});

test.each([
  [10 * 1024 ** 2, 'problem'],
  [500 * 1024 ** 2, 'note'],
  [5 * 1024 ** 3, 'ok'],
])('%d bytes free: %s', (free, state) => {
  expect(spaceCheck('/runs', free).state).toBe(state);
});

test('the first usable backend would be used; the better ones say why not', () => {
  const survey = [
    { backend: 'tfjs-node-gpu', usable: false, why: 'not installed', hint: 'install it' },
    { backend: 'tfjs-node', usable: true, why: 'TensorFlow 2.15' },
    { backend: 'wasm', usable: true, why: 'tfjs wasm' },
  ] as const;
  expect(backendChecks(survey)).toEqual([
    note('backend tfjs-node-gpu', 'not installed', 'install it'),
    ok('backend tfjs-node', 'TensorFlow 2.15 (this one would be used)'),
    ok('backend wasm', 'tfjs wasm'),
  ]);
  expect(wouldWork(backendChecks(survey.slice(0, 1)))).toBe(false);
});

test('nats-server: there is ok, fetched is a note, nowhere is a problem with every reason', async () => {
  const source = (name: string, fetches: boolean, outlook: Source['outlook']): Source => ({
    name,
    fetches,
    outlook,
    find: () => Promise.reject(new Error('not to be asked')),
  });
  const no = source('PATH', false, () => Promise.reject(new Error('none')));
  const here = source('cache', false, async () => 'it is there');
  const there = source('pip', true, async () => 'it would be fetched');
  expect(await checkNats([no, here, there])).toEqual(ok('nats-server', 'it is there'));
  expect(await checkNats([no, there])).toMatchObject({
    state: 'note',
    says: 'it would be fetched at the first run',
  });
  expect(await checkNats([no, no])).toMatchObject({ state: 'problem', says: 'PATH: none; PATH: none' });
});

test('loopback and the embedded datasets of this machine are fine', async () => {
  expect(await checkLoopback()).toMatchObject({ state: 'ok' });
  expect(await checkDatasets()).toEqual(ok('datasets', 'mnist (60,000), iris (150): checksums match'));
});

test('images: what decodes them, and a note where that does not load', async () => {
  expect(await checkImages()).toMatchObject({ state: 'ok', says: expect.stringMatching(/^sharp \d/) });
  expect(await checkImages(() => Promise.reject(new Error('no binary')))).toMatchObject({
    state: 'note',
    says: expect.stringMatching(/no binary$/),
    todo: expect.stringMatching(/--layout npy/),
  });
});

test('a list with what to do below each line, and what it comes to', () => {
  const checks = [ok('node', '20.20.2'), note('pip', 'none'), problem('output', 'full', 'free some space')];
  expect(renderChecks(checks, { colour: false })).toEqual([
    'ok       node    20.20.2',
    'note     pip     none',
    'problem  output  full',
    '                 → free some space',
    '',
    'A run would not work here: 1 problem.',
  ]);
  expect(renderChecks(checks.slice(0, 2), { colour: false }).at(-1)).toBe('A run would work here.');
  expect(renderChecks(checks, { colour: true })[0]).toContain('\u001b[32m');
});

test('proxies: what is set, without its password, and what no proxy is', () => {
  expect(checkProxy({})).toEqual({ name: 'proxy', state: 'ok', says: 'none is set' });
  expect(checkProxy({ http_proxy: 'http://a:1', NO_PROXY: 'b' })).toMatchObject({
    state: 'note',
    says: 'http://a:1 for http, none for b; NATS, gRPC and 127.0.0.1 are reached without one',
  });
  expect(checkProxy({ https_proxy: 'http://me:hunter2@a:1' }).says).toMatch(
    /^http:\/\/a:1 for https, none for no host/,
  );
  expect(checkProxy({ ALL_PROXY: 'http://a:1' })).toMatchObject({
    state: 'note',
    says: 'none is used: ALL_PROXY is not read, HTTP_PROXY and HTTPS_PROXY are',
  });
  expect(checkProxy({ http_proxy: 'http://a:1', no_proxy: 'b, 10.0.0.0/8' }).says).toMatch(
    /; NO_PROXY takes names and addresses, no ranges: 10\.0\.0\.0\/8 is passed by; NATS/,
  );
  expect(checkProxy({ https_proxy: 'socks5://a:1' })).toMatchObject({ state: 'problem' });
});
