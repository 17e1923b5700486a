import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npyHead, readNpy } from '../datasets/npy.ts';
import { describeOwn } from '../datasets/own.ts';
import { readTable } from '../datasets/pack/folder/table.ts';
import { usable } from '../datasets/pack/folder/usable.ts';
import { openRegular, readRegular } from '../datasets/regular-file.ts';
import { describeShards, openShards } from '../datasets/shards/open.ts';
import { loadResults } from './results/load.ts';
import { runDirectory } from './run/directory.ts';
import { readStudy } from './study/read.ts';

let directory: string;
let server: Server;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-regular-'));
  execFileSync('mkfifo', [join(directory, 'pipe')]);
  server = createServer().listen(join(directory, 'socket'));
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

const irregular = (): [string, RegExp][] => [
  [join(directory, 'pipe'), /it is a pipe, and must be a regular file/],
  [join(directory, 'socket'), /it is a socket, and must be a regular file/],
  ['/dev/zero', /it is a device, and must be a regular file/],
];

const oneImage = (path: string) => ({
  folder: directory,
  paths: [path],
  y: Int32Array.of(0),
  classNames: ['a'],
  passedOver: [],
  unnamed: [],
});

/** Whatever a study or the command line names a file for. */
const READERS: [string, (path: string) => Promise<unknown>][] = [
  ['study', (path) => readStudy(path, [])],
  ['index', (index) => openShards({ kind: 'shards', index })],
  ['index of a study', (index) => describeShards({ kind: 'shards', index })],
  ['examples', (x) => describeOwn({ kind: 'npy', name: 'npy', x, y: 'y.npy' })],
  ['values', (path) => readNpy(path)],
  ['labels table', (path) => readTable(directory, path)],
  ['image', (path) => usable(oneImage(path), true, false)],
  ['results', async (path) => loadResults({ ...runDirectory(directory, 'a'), results: path })],
];

it.each(READERS)(
  'a pipe, a socket and a device are no %s: none is waited for, none is read',
  async (_, read) => {
    for (const [path, why] of irregular())
      await expect(read(path), path).rejects.toMatchObject({
        code: expect.stringMatching(/^(DATASET_|STUDY_NOT_FOUND|RUN_NOT_FOUND)/),
        message: expect.stringMatching(why),
      });
  },
  10_000,
);

it('a directory is no file, and the message says so', async () => {
  await expect(openRegular(directory)).rejects.toThrow('it is a directory, and must be a regular file');
});

it('reads a file up to its bound, also one that says that it is empty', async () => {
  writeFileSync(join(directory, 'ten'), '0123456789');
  expect((await readRegular(join(directory, 'ten'), 10)).toString()).toBe('0123456789');
  await expect(readRegular(join(directory, 'ten'), 9)).rejects.toThrow(
    'it has more than the 9 B that it may have',
  );
  expect((await readRegular('/proc/self/status', 2 ** 20)).length).toBeGreaterThan(100);
  await expect(readRegular('/proc/self/status', 100)).rejects.toThrow('it has more than the 100 B');
});

it('what stands in a file never stands in a message: a study may name any file that an operator can read', async () => {
  const secrets = [
    'root:x:0:0:hunter2',
    '{"format":"hunter2"}',
    '{"format":"fanout-shards","version":"hunter2"}',
  ];
  const named = ['index', 'index of a study', 'examples', 'values', 'image'];
  for (const text of secrets) {
    const path = join(directory, 'secret');
    writeFileSync(path, text);
    for (const [name, read] of READERS.filter(([reader]) => named.includes(reader))) {
      const error = (await read(path).catch((thrown: unknown) => thrown)) as Error;
      expect(error, name).toBeInstanceOf(Error);
      expect(error.message, name).not.toMatch(/hunter2|root|0:0/);
    }
  }
});

it.each([2 ** 32 + 2 ** 20, 2 ** 42])('an npy file with %d bytes of values names shards', async (bytes) => {
  mkdirSync(join(directory, 'large'), { recursive: true });
  const path = join(directory, 'large', `${bytes}.npy`);
  const file = openSync(path, 'w');
  const head = npyHead('|u1', [bytes]);
  writeSync(file, head);
  // Sparse: it takes no room.
  ftruncateSync(file, head.length + bytes);
  closeSync(file);
  // Node 22 has buffers of more than 4 GiB; the smaller of the two is not tried there.
  if (bytes < 2 ** 33 && !process.versions.node.startsWith('20.')) return;
  await expect(readNpy(path)).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    hint: expect.stringMatching(/make shards of it.*fanout dataset pack/),
  });
});
