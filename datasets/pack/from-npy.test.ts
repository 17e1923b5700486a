import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeNumbered } from '../../test/support/shards.ts';
import { readNpy } from '../npy.ts';
import { openShards } from '../shards/open.ts';
import { verifyShards } from '../shards/verify.ts';
import { npySource } from './from-npy.ts';
import type { PackOptions } from './pack.ts';
import { type PackSource, packSource } from './source.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-pack-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const pack = async (out: string, more: Partial<PackOptions> = {}) =>
  packSource(await npySource(writeNumbered(directory, { examples: 11 })), 'npy', {
    out: join(directory, out),
    name: 'own',
    licence: 'CC0',
    shardBytes: 32,
    ...more,
  });
const contents = (out: string) =>
  readdirSync(join(directory, out))
    .sort()
    .map((name) => [name, readFileSync(join(directory, out, name)).toString('base64')]);
/** Numbers of the examples, and their labels, in the order of the shards. */
async function packedRows(out: string): Promise<[number[], number[]]> {
  const numbers: number[] = [];
  for (const name of readdirSync(join(directory, out))
    .filter((file) => file.startsWith('shard'))
    .sort()) {
    const { values } = await readNpy(join(directory, out, name));
    numbers.push(...Array.from(values as Float32Array).filter((_, index) => index % 2 === 0));
  }
  return [numbers, Array.from((await readNpy(join(directory, out, 'labels.npy'))).values as Int32Array)];
}

it('keeps the order, each shard as large as is asked for', async () => {
  const { index } = await pack('plain');
  expect(index.shards.map(({ examples }) => examples)).toEqual([4, 4, 3]);
  expect(await packedRows('plain')).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1],
  ]);
});

it('mixes the examples with their labels, by the seed alone', async () => {
  await pack('mixed', { shuffleSeed: 1 });
  const [numbers, labels] = await packedRows('mixed');
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
  expect([...numbers].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(labels).toEqual(numbers.map((number) => number % 3));
  await pack('again', { shuffleSeed: 1 });
  expect(contents('again')).toEqual(contents('mixed'));
  await pack('other', { shuffleSeed: 2 });
  expect((await packedRows('other'))[0]).not.toEqual(numbers);
});

it('leaves nothing behind when the source turns out to be cut off', async () => {
  const paths = writeNumbered(directory, { examples: 11 });
  const source = await npySource(paths);
  writeFileSync(paths.x, readFileSync(paths.x).subarray(0, -4));
  const options = { out: join(directory, 'out'), name: 'own', licence: '', shardBytes: 32 };
  await expect(packSource(source, 'npy', options)).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
  });
  expect(readdirSync(directory).sort()).toEqual(['x.npy', 'y.npy']);
});

it('refuses values that are no numbers before anything is written', async () => {
  const paths = writeNumbered(directory, { examples: 11 });
  const bytes = readFileSync(paths.x);
  bytes.writeFloatLE(Number.NaN, bytes.length - 4);
  writeFileSync(paths.x, bytes);
  await expect(npySource(paths)).rejects.toThrow(/found NaN in example 10, value 1$/);
});

it('finds values that are no numbers in the shards of others, when they are verified', async () => {
  const paths = writeNumbered(directory, { examples: 11 });
  const source = await npySource(paths);
  const bytes = readFileSync(paths.x);
  bytes.writeFloatLE(Number.POSITIVE_INFINITY, bytes.length - 4);
  // Behind the back of the check: what comes out is a sound index over values that nobody looked at.
  writeFileSync(paths.x, bytes);
  const options = { out: join(directory, 'out'), name: 'own', licence: '', shardBytes: 32 };
  const { path } = await packSource(source, 'npy', options);
  await expect(verifyShards(await openShards({ kind: 'shards', index: path }))).rejects.toThrow(
    /found Infinity in example 10, value 1$/,
  );
});

it.each([
  ['licence', { licence: 'x'.repeat(1001) }],
  ['name', { name: '' }],
])('makes no index that cannot be read: %s', async (field, wrong) => {
  await expect(pack('out', wrong)).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    message: expect.stringContaining(`${field}: `),
  });
  expect(readdirSync(directory).sort()).toEqual(['x.npy', 'y.npy']);
});

/** A source whose examples nobody may ask for. */
const UNASKED: PackSource = {
  shape: [2],
  dtype: 'float32',
  classes: 3,
  y: Int32Array.of(0, 1, 2),
  // biome-ignore lint/correctness/useYield: it never gets there.
  async *values() {
    throw new Error('its examples are asked for');
  },
};
type Layout = Parameters<typeof packSource>[1];

it.each<[string, Partial<PackSource>, Layout, Partial<PackOptions>, RegExp]>([
  ['a licence', {}, 'npy', { licence: 'x'.repeat(1001) }, /licence: .*<=1000 characters, found 1001/],
  ['a name', {}, 'npy', { name: 'x'.repeat(64) }, /name: .*<=63 characters, found 64/],
  ['a long side', { shape: [65_537, 1] }, 'npy', {}, /shape\.0: .*<=65536, found 65537/],
  ['many dimensions', { shape: [1, 1, 1, 1] }, 'npy', {}, /shape: .*<=3 items, found 4/],
  ['many classes', { classes: 65_537 }, 'npy', {}, /classes: .*<=65536, found 65537/],
  ['names for other classes', { classNames: ['a'] }, 'npy', {}, /1 names for 3 classes/],
  ['one example', { y: Int32Array.of(0) }, 'npy', {}, /has 1 examples, and must have at least 2/],
  ['a table as images', {}, 'webdataset', {}, /holds images, .*found float32 of 2/],
  [
    'too many shards',
    { y: new Int32Array(1_000_001) },
    'npy',
    { shardBytes: 1 },
    /1 bytes for a shard make 1000001 shards, .* at most 1000000/,
  ],
])('refuses %s before an example is read', async (_, part, layout, more, message) => {
  const options = { out: join(directory, 'out'), name: 'own', licence: '', shardBytes: 32, ...more };
  await expect(packSource({ ...UNASKED, ...part }, layout, options)).rejects.toMatchObject({
    code: 'DATASET_UNSUPPORTED',
    message: expect.stringMatching(message),
  });
  expect(readdirSync(directory)).toEqual([]);
});

it('touches no directory that has something in it', async () => {
  await pack('used');
  const before = contents('used');
  await expect(pack('used', { shuffleSeed: 3 })).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: expect.stringMatching(/not empty/),
  });
  expect(contents('used')).toEqual(before);
});
