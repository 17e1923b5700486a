import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTarShards } from '../../test/support/pictures.ts';
import { packNumbered } from '../../test/support/shards.ts';
import { describeDataset, openDataset } from '../load.ts';
import { openShards } from './open.ts';
import { ROW_READERS } from './rows.ts';

let directory: string;
let index: string;
const spec = (more = {}) => ({ kind: 'shards' as const, index, ...more });
const shard = (number: number) => join(dirname(index), `shard-0000${number}.npy`);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-shards-'));
  index = (await packNumbered(directory, { examples: 10, each: 4 })).path;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Numbers of the examples that a shard gives for these positions. */
async function read(number: number, wanted: number[], blockBytes = 1e6, more = {}): Promise<number[]> {
  const dataset = await openShards(spec(more));
  const file = await dataset.store.open(dataset.shards[number]!);
  try {
    const numbers: number[] = [];
    const reader = ROW_READERS[dataset.layout];
    for await (const { rows, x } of reader(
      file,
      dataset,
      dataset.shards[number]!,
      Uint32Array.from(wanted),
      blockBytes,
    )) {
      expect(x.length).toBe(rows.length * 2);
      numbers.push(...Array.from(rows, (_, row) => x[2 * row]!));
    }
    return numbers;
  } finally {
    await file.close();
  }
}

it('is known by its index and labels, and named by the index’s checksum', async () => {
  const dataset = await openDataset(spec());
  expect(dataset).toMatchObject({ name: 'numbered', examples: 10, shape: [2], scale: 1, classes: 3 });
  expect([...dataset.y]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
  expect(await describeDataset(spec())).toEqual({ examples: 10, shape: [2], classes: 3 });
  expect(await openShards(spec({ sha256: dataset.sha256, name: 'own' }))).toMatchObject({ name: 'own' });
});

it('keeps the first examples, and is then named otherwise', async () => {
  const [all, few] = [await openShards(spec()), await openShards(spec({ examples: 6 }))];
  expect([few.examples, few.y.length, few.shards.map(({ first, used }) => [first, used])]).toEqual([
    6,
    6,
    [
      [0, 4],
      [4, 2],
    ],
  ]);
  expect(few.sha256).not.toBe(all.sha256);
  expect(await read(1, [4, 5], 1e6, { examples: 6 })).toEqual([4, 5]);
});

it.each([1, 8, 16, 1e6])('gives the examples that are wanted, in blocks of %i bytes', async (blockBytes) => {
  expect(await read(0, [0, 1, 2, 3], blockBytes)).toEqual([0, 1, 2, 3]);
  expect(await read(1, [5, 7], blockBytes)).toEqual([5, 7]);
  expect(await read(2, [9], blockBytes)).toEqual([9]);
});

describe('refuses', () => {
  it.each([[[3, 4, 4]], [[3, 4, 2]]])('webdataset of shape %j', async (shape) => {
    const tar = { bytes: Buffer.alloc(1024), examples: 2 };
    const foreign = writeTarShards(directory, [tar], shape as [number, number, number]);
    await expect(openShards({ kind: 'shards', index: foreign })).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/shape \[height, width, 1 or 3\], found uint8 of/),
    });
  });

  const change = (from: string | RegExp, to: string) =>
    writeFileSync(index, readFileSync(index, 'utf8').replace(from, to));
  const flip = (path: string) => {
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
  };

  it.each([
    ['no index', () => rmSync(index), 'DATASET_MISSING', /ENOENT/],
    ['text', () => writeFileSync(index, 'text'), 'DATASET_CORRUPT', /not a sound index/],
    ['a list', () => writeFileSync(index, '[]'), 'DATASET_CORRUPT', /format must be .*found none/],
    ['null', () => writeFileSync(index, 'null'), 'DATASET_CORRUPT', /format must be/],
    [
      'a newer version',
      () => change('"version": 1', '"version": 2'),
      'DATASET_UNSUPPORTED',
      /version 2; .* 1$/,
    ],
    [
      'another count',
      () => change('"examples": 10', '"examples": 11'),
      'DATASET_CORRUPT',
      /is 11, its shards have 10/,
    ],
    [
      'half a character',
      () => change('labels.npy', '\\ud800.npy'),
      'DATASET_CORRUPT',
      /labels\.file: must be/,
    ],
    ['an unknown field', () => change('"name"', '"nom": 1,\n"name"'), 'DATASET_CORRUPT', /nom/],
    [
      'a way out of the folder',
      () => change('labels.npy', '../labels.npy'),
      'DATASET_UNSUPPORTED',
      /beside it or below/,
    ],
    [
      'an absolute path',
      () => change('labels.npy', '/etc/passwd'),
      'DATASET_UNSUPPORTED',
      /beside it or below/,
    ],
    [
      'other labels',
      () => flip(join(dirname(index), 'labels.npy')),
      'DATASET_CORRUPT',
      /labels\.npy must have SHA-256/,
    ],
    [
      'fewer classes than labels',
      () => change('"classes": 3', '"classes": 2'),
      'DATASET_CORRUPT',
      /0 to 1, found 2 at 2/,
    ],
  ])('%s', async (_, spoil, code, message) => {
    spoil();
    await expect(openShards(spec())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a directory in place of its index, and names the file to give', async () => {
    await expect(openShards(spec({ index: dirname(index) }))).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      hint: `give the file in it: ${index}`,
    });
  });

  it('another index than the study names', async () => {
    await expect(openShards(spec({ sha256: 'a'.repeat(64) }))).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/index\.json must have SHA-256 a{64}, found/),
    });
  });

  it('a shard that is gone, cut off or another one: when it is looked for, or opened', async () => {
    rmSync(shard(0));
    await expect(describeDataset(spec())).rejects.toMatchObject({ code: 'DATASET_MISSING' });
    truncateSync(shard(1), 100);
    await expect(read(1, [4])).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/bytes, found 100/),
    });
    flip(shard(2));
    await expect(read(2, [8])).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/SHA-256/),
    });
  });

  it('a shard that changes after it was checked', async () => {
    const dataset = await openShards(spec());
    const open = async () => (await dataset.store.open(dataset.shards[1]!)).close();
    await open();
    flip(shard(1));
    await expect(open()).rejects.toMatchObject({ code: 'DATASET_CORRUPT' });
  });
});
