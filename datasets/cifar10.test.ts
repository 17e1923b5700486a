/** CIFAR-10's archive from a server, in small: the same members and records. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Member, tarOf } from '../test/support/tar.ts';
import { loadCifar10 } from './cifar10.ts';

let directory: string;
let server: Server;
let served: Buffer;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-cifar10-'));
  server = createServer((_, response) => response.end(served));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

/** An image whose red values are its number, green ones the pixel's place modulo 251, blue ones 7. */
function record(number: number, label = number % 10): Buffer {
  const plane = (of: (pixel: number) => number) => Array.from({ length: 1024 }, (_, pixel) => of(pixel));
  return Buffer.from([label, ...plane(() => number), ...plane((pixel) => pixel % 251), ...plane(() => 7)]);
}

/** Batches 5 to 1, as an archive may have them, of two images each; and what else the archive has. */
const batches = (): Member[] =>
  [5, 4, 3, 2, 1].map((batch) => [
    `cifar-10-batches-bin/data_batch_${batch}.bin`,
    Buffer.concat([record(2 * batch - 2), record(2 * batch - 1)]),
  ]);
const others: Member[] = [
  ['cifar-10-batches-bin/batches.meta.txt', 'airplane\n'],
  ['cifar-10-batches-bin/test_batch.bin', record(99, 1)],
];

const load = (members: readonly Member[], examples?: number) =>
  loadArchive(gzipSync(tarOf(members)), examples);

function loadArchive(archive: Buffer, examples?: number) {
  served = archive;
  const file = {
    name: 'cifar-10-binary.tar.gz',
    urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`],
    bytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
  };
  return loadCifar10(examples, { file, cache: directory });
}

it('reads the five training batches in their order, with the colours of a pixel side by side', async () => {
  const dataset = await load([...others, ...batches()]);
  expect([dataset.examples, dataset.shape, dataset.classes]).toEqual([10, [32, 32, 3], 10]);
  expect([...dataset.y]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const last = dataset.x.subarray(9 * 3072);
  expect([...last.subarray(0, 9)]).toEqual([9, 0, 7, 9, 1, 7, 9, 2, 7]);
  expect([...last.subarray(3 * 300, 3 * 300 + 3)]).toEqual([9, 49, 7]);
});

it('keeps the first examples', async () => {
  const dataset = await load(batches(), 3);
  expect([dataset.examples, dataset.x.length, [...dataset.y]]).toEqual([3, 3 * 3072, [0, 1, 2]]);
});

it.each<[string, () => Buffer, RegExp]>([
  ['a batch that is missing', () => gzipSync(tarOf(batches().slice(1))), /has no data_batch_5\.bin/],
  [
    'a cut record',
    () => gzipSync(tarOf([['data_batch_1.bin', Buffer.alloc(3000)], ...batches().slice(0, 4)])),
    /data_batch_1\.bin must have records of 3073 bytes/,
  ],
  [
    'a class above 9',
    () => gzipSync(tarOf([...batches().slice(0, 4), ['data_batch_1.bin', record(3, 10)]])),
    /labels must be 0 to 9, found 10 at 0/,
  ],
  ['no gzip', () => Buffer.from('<html>not here</html>'), /not a whole gzip file/],
  ['an archive that is cut off', () => gzipSync(tarOf(batches()).subarray(0, 5000)), /cut off/],
])('refuses %s', async (_, archive, message) => {
  await expect(loadArchive(archive())).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
    message: expect.stringMatching(message),
  });
});
