import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictureFile, pictureValues, writeTarShards } from '../../test/support/pictures.ts';
import { type Member, tarOf } from '../../test/support/tar.ts';
import { openShards } from '../shards/open.ts';
import { ROW_READERS } from '../shards/rows.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-webdataset-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Values of the examples at these positions, read out of one shard of a dataset. */
async function read(
  tars: { bytes: Uint8Array; examples: number }[],
  shard: number,
  wanted: number[],
  blockBytes = 1e6,
  more = {},
) {
  const dataset = await openShards({ kind: 'shards', index: writeTarShards(directory, tars), ...more });
  const file = await dataset.store.open(dataset.shards[shard]!);
  const found: { row: number; values: number[] }[] = [];
  try {
    const rows = ROW_READERS[dataset.layout](
      file,
      dataset,
      dataset.shards[shard]!,
      Uint32Array.from(wanted),
      blockBytes,
    );
    for await (const { rows: positions, x } of rows) {
      expect(x).toHaveLength(positions.length * 12);
      expect(x.length).toBeLessThanOrEqual(Math.max(12, blockBytes));
      for (const [index, row] of positions.entries())
        found.push({ row, values: [...x.subarray(index * 12, (index + 1) * 12)] });
    }
    return found;
  } finally {
    await file.close();
  }
}
const of = (...rows: number[]) => rows.map((row) => ({ row, values: [...pictureValues(row)] }));
const png = (number: number) => pictureFile(number);
/** Samples from `first` on, each a class and an image. */
const samples = async (first: number, count: number) => {
  const members: Member[] = [];
  for (let number = first; number < first + count; number++)
    members.push([`${number}.cls`, `${number % 2}\n`], [`${number}.png`, await png(number)]);
  return members;
};
const shard = async (first: number, count: number) => ({
  bytes: tarOf(await samples(first, count)),
  examples: count,
});

it.each([1, 24, 30, 1e6])('gives the images that are wanted, in blocks of %i bytes', async (blockBytes) => {
  const tars = [await shard(0, 4), await shard(4, 6)];
  expect(await read(tars, 0, [0, 1, 2, 3], blockBytes)).toEqual(of(0, 1, 2, 3));
  expect(await read(tars, 1, [4, 7, 9], blockBytes)).toEqual(of(4, 7, 9));
  expect(await read(tars, 1, [], blockBytes)).toEqual([]);
});

it('keeps the first examples of a study that wants no more', async () => {
  const tars = [await shard(0, 4), await shard(4, 6)];
  expect(await read(tars, 1, [4, 5], 1e6, { examples: 6 })).toEqual(of(4, 5));
});

it('reads what others make: folders, files of other kinds, any case, and no class', async () => {
  const members: Member[] = [
    ['./train/0.json', '{}'],
    ['./train/0.PNG', await png(0)],
    ['./train/0.seg.png', 'not looked at'],
    ['./train/._0.png', 'what macOS adds'],
    ['README', 'hello'],
    ['notes.md', 'of no sample'],
    ['train/1.jpg', await png(1)],
    ['train/1.txt', 'a caption'],
    ['val/1.cls', '0'],
    ['val/1.png', await png(2)],
  ];
  expect(await read([{ bytes: tarOf(members), examples: 3 }], 0, [0, 1, 2])).toEqual(of(0, 1, 2));
});

describe('names shard and member where', () => {
  const cases: [string, (given: Member[]) => Promise<Member[]> | Member[], RegExp][] = [
    [
      'a sample has no image',
      (given) => given.filter(([path]) => path !== '1.png'),
      /0\.tar is not a sound shard: the sample 1 has no image/,
    ],
    [
      'a sample has two',
      async (given) => [...given, ['3.jpg', await png(3)]],
      /the sample 3 has two images, 3\.png and 3\.jpg/,
    ],
    [
      'there are more images than the index says',
      async (given) => [...given, ...(await samples(4, 1))],
      /has 4 images, found 5/,
    ],
    ['there are fewer', (given) => given.slice(2), /the class of 1\.png is 1, and 0/],
    [
      'a class is another',
      (given) => given.with(2, ['1.cls', '0']),
      /the class of 1\.png is 0, and 1 in the dataset's labels/,
    ],
    [
      'a class is no number',
      (given) => given.with(2, ['1.cls', 'cat']),
      /1\.cls must hold a class as a whole number, found "cat"/,
    ],
    [
      'an image is damaged',
      (given) => given.with(3, ['1.png', (given[3]![1] as Buffer).subarray(0, 50)]),
      /the image 1\.png in .*0\.tar cannot be decoded/,
    ],
    [
      'an image has another size',
      async (given) => given.with(3, ['1.png', await pictureFile(1, { width: 5 })]),
      /1\.png in .*0\.tar is not of this dataset: it must have 4 × 3/,
    ],
    [
      'an image has far more bytes than pixels',
      async (given) => given.with(3, ['1.png', Buffer.concat([await png(1), Buffer.alloc(2 ** 20)])]),
      /the image 1\.png has \d+ bytes, more than the 1048576/,
    ],
    [
      'an image is none',
      (given) => given.with(3, ['1.png', 'text']),
      /1\.png in .*0\.tar is neither JPEG nor PNG/,
    ],
  ];
  it.each(cases)('%s', async (_, spoil, message) => {
    const bytes = tarOf(await spoil(await samples(0, 4)));
    await expect(read([{ bytes, examples: 4 }], 0, [0, 1, 2, 3])).rejects.toMatchObject({
      code: expect.stringMatching(/DATASET_(CORRUPT|UNSUPPORTED)/),
      message: expect.stringMatching(message),
    });
  });

  it('the archive is cut off, or damaged inside', async () => {
    const { bytes } = await shard(0, 4);
    const cut = { bytes: bytes.subarray(0, 3000), examples: 4 };
    await expect(read([cut], 0, [0])).rejects.toMatchObject({
      code: 'DATASET_CORRUPT',
      message: expect.stringMatching(/0\.tar is not a sound shard: it is cut off/),
    });
    const damaged = Buffer.from(bytes);
    damaged[1024] = 0x78;
    await expect(read([{ bytes: damaged, examples: 4 }], 0, [0])).rejects.toMatchObject({
      message: expect.stringMatching(/wrong checksum: .*, behind "0\.cls"/),
    });
  });
});
