/** Whatever fanout writes, and whatever hinders it: the cause is told as what it is. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchFile } from '../datasets/fetch.ts';
import { npySource } from '../datasets/pack/from-npy.ts';
import { packSource } from '../datasets/pack/source.ts';
import { writeWhole } from '../results/write-whole.ts';
import { writeNumbered } from '../test/support/shards.ts';
import { type SmallDisk, smallDisk } from '../test/support/small-disk.ts';
import { checkOutput } from './doctor/output.ts';
import type { Effects } from './nats/effects.ts';
import { install } from './nats/install.ts';
import { launch } from './nats/launch.ts';
import { makeRunDirectory, runDirectory } from './run/directory.ts';
import { install as setUp } from './setup/native/install.ts';
import { RELEASES } from './setup/native/release.ts';

const CONTENT = 'x'.repeat(100_000);
const server = createServer((_, response) => response.end(CONTENT));
let directory: string;
let source: { x: string; y: string };
let disk: SmallDisk | undefined;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-unwritable-'));
  chmodSync(directory, 0o755);
  source = writeNumbered(directory, { examples: 11 });
  disk = await smallDisk(join(directory, 'disk'), 1);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await disk?.remove();
  server.close();
  rmSync(directory, { recursive: true });
});

/** Everything that makes directories and files, each below a directory that is not there yet. */
const WRITERS: Readonly<Record<string, (below: string) => Promise<unknown>>> = {
  'a file of results': (below) => writeWhole(join(below, 'a/b.csv'), CONTENT),
  'the directory of a run': (below) => makeRunDirectory(runDirectory(below, 'r')),
  'the storage of NATS': (below) =>
    launch({
      binary: '/bin/false',
      directory: below,
      storeDirectory: join(below, 'nats'),
      port: -1,
      logins: {} as never,
      patienceMs: 0,
    }),
  'a binary of NATS': (below) =>
    install(
      { cacheDirectory: below, run: async () => ({ stdout: '' }) } as unknown as Effects,
      Buffer.from(CONTENT),
    ),
  TensorFlow: (below) =>
    setUp(
      { release: RELEASES['tfjs-node']!, home: join(below, 'native/home') },
      {
        machine: { platform: 'linux', arch: 'x64', glibc: '2.36' },
        run: async () => ({ missing: false, timedOut: false, code: 1, stdout: '', stderr: 'no network' }),
        freeBytes: async () => 2 ** 40,
        report: () => undefined,
        signal: new AbortController().signal,
      },
    ),
  'a file from elsewhere': (below) => {
    const urls = [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`];
    const sha256 = createHash('sha256').update(CONTENT).digest('hex');
    return fetchFile({ name: 'f', urls, bytes: CONTENT.length, sha256 }, join(below, 'cache/f'));
  },
  'a dataset in shards': async (below) =>
    packSource(await npySource(source), 'npy', {
      out: join(below, 'out/dataset'),
      name: 'own',
      licence: 'CC0',
      shardBytes: 32,
    }),
  'doctor, which asks only': async (below) => {
    const { state, says } = await checkOutput(below);
    if (state === 'problem') throw new Error(says);
  },
};
const writers = Object.entries(WRITERS);

/** As a user who may not write everywhere: as root each test of rights would pass. */
async function asNobody(act: () => Promise<unknown>): Promise<unknown> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid!(65_534);
  return act().finally(() => process.seteuid!(0));
}

describe.runIf(process.platform === 'linux')('is told as what it is', () => {
  it.each(writers)('a file in the way: %s', async (_, write) => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    await expect(write(join(file, 'below'))).rejects.toThrow(/a file stands where a directory should/);
  });

  // `access`, which doctor asks, goes by the real user: it cannot be tried as another.
  const writing = writers.filter(([name]) => !name.startsWith('doctor'));
  it.each(writing)('a directory of another user: %s', async (_, write) => {
    const theirs = join(directory, 'theirs');
    mkdirSync(theirs, { recursive: true });
    chmodSync(theirs, 0o555);
    await expect(asNobody(() => write(join(theirs, 'below')))).rejects.toThrow(
      /this user may not write there \(EACCES\)/,
    );
  });

  const large = ['a file of results', 'a binary of NATS', 'a file from elsewhere'];
  it.for(writers.filter(([name]) => large.includes(name)))(
    'a full disk: %s',
    async ([name, write], { skip }) => {
      if (!disk) return skip();
      await disk.fill();
      await expect(write(join(directory, 'disk', name, 'below'))).rejects.toThrow(
        /no space is left on the disk \(ENOSPC\)/,
      );
      await disk.free();
    },
  );

  // Mounting takes rights that not every machine gives.
  it.for(writers)('a read-only mount: %s', async ([name, write], { skip }) => {
    if (!disk) return skip();
    await disk.makeReadOnly();
    await expect(write(join(directory, 'disk', name, 'below'))).rejects.toThrow(
      /the file system is read-only \(EROFS\)/,
    );
  });
});
