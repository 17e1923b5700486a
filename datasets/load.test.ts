import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIdx } from './idx.ts';
import { imagesFromIdx } from './images.ts';
import { describeDataset, loadDataset } from './load.ts';

const corrupt = (message: RegExp) =>
  expect.objectContaining({ code: 'DATASET_CORRUPT', message: expect.stringMatching(message) });

describe('embedded datasets', () => {
  it('MNIST: 60,000 images, the first a five', async () => {
    const mnist = await loadDataset({ kind: 'named', name: 'mnist' });
    expect([mnist.examples, mnist.x.length, mnist.y.length, mnist.classes]).toEqual([
      60_000,
      60_000 * 784,
      60_000,
      10,
    ]);
    expect([...mnist.y.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...mnist.x.subarray(0, 784)].reduce((sum, value) => sum + value, 0)).toBe(27_525);
  });

  it('keeps the first examples, and names other content otherwise', async () => {
    const [few, fewer] = await Promise.all(
      [10, 9].map((examples) => loadDataset({ kind: 'named', name: 'mnist', examples })),
    );
    expect([few!.examples, few!.x.length, few!.y.length]).toEqual([10, 7840, 10]);
    expect(few!.sha256).not.toBe(fewer!.sha256);
  });

  it('iris: 150 flowers of three species', async () => {
    const iris = await loadDataset({ kind: 'named', name: 'iris' });
    expect([...iris.x.subarray(0, 4)].map((value) => value.toFixed(1))).toEqual(['5.1', '3.5', '1.4', '0.2']);
    expect([0, 1, 2].map((species) => iris.y.filter((value) => value === species).length)).toEqual([
      50, 50, 50,
    ]);
  });
});

describe('IDX', () => {
  const idx = (shape: number[], values: number[], type = 8) =>
    new Uint8Array([
      0,
      0,
      type,
      shape.length,
      ...shape.flatMap((size) => [0, 0, size >> 8, size & 255]),
      ...values,
    ]);

  it('reads sizes and values', () => {
    const { shape, values } = parseIdx(idx([2, 2], [1, 2, 3, 4]), 'x');
    expect([shape, [...values]]).toEqual([
      [2, 2],
      [1, 2, 3, 4],
    ]);
  });

  it.each([
    ['nothing', new Uint8Array(), /two zero bytes/],
    ['text', Buffer.from('hello world'), /two zero bytes, found 104, 101/],
    ['floats', idx([1], [1], 13), /type must be 8 .*found 13/],
    ['no dimensions', idx([], []), /header ends/],
    ['a cut header', idx([2], [1, 2]).subarray(0, 6), /header ends after 6 bytes/],
    ['too few values', idx([3], [1, 2]), /must hold 3 values, found 2/],
    ['too many values', idx([1], [1, 2]), /must hold 1 values, found 2/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'x')).toThrow(corrupt(message));
  });

  it('refuses images whose checksum, size, number or labels are wrong', () => {
    const file = (bytes: Uint8Array, sha256?: string) => ({
      name: 'f',
      bytes: gzipSync(bytes),
      ...(sha256 ? { sha256 } : {}),
    });
    const about = { name: 'n', licence: 'l' };
    const image = new Array(784).fill(0);
    const images = file(idx([1, 28, 28], image));
    expect(() => imagesFromIdx(about, file(idx([1, 28, 28], image), 'abc'), file(idx([1], [1])))).toThrow(
      corrupt(/SHA-256 abc/),
    );
    expect(() => imagesFromIdx(about, file(idx([1, 2, 2], [1, 2, 3, 4])), file(idx([1], [1])))).toThrow(
      corrupt(/28 × 28, found/),
    );
    expect(() => imagesFromIdx(about, images, file(idx([2], [1, 2])))).toThrow(
      corrupt(/1 images, f has 2 labels/),
    );
    expect(() => imagesFromIdx(about, images, file(idx([1], [10])))).toThrow(
      corrupt(/from 0 to 9, found 10 at 0/),
    );
    const cut = { name: 'f', bytes: gzipSync(idx([1, 28, 28], image)).subarray(0, 20) };
    expect(() => imagesFromIdx(about, cut, file(idx([1], [1])))).toThrow(corrupt(/not a whole gzip/));
  });
});

describe('npy', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'fanout-npy-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** As numpy.save writes: version 1.0, header padded to a multiple of 64. */
  const npy = (
    name: string,
    dtype: string,
    shape: number[],
    values: ArrayBufferView | number[],
    fortran = false,
  ) => {
    const header = `{'descr': '${dtype}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
    const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
    const length = Buffer.alloc(2);
    length.writeUInt16LE(padded.length);
    const body = Array.isArray(values)
      ? Buffer.from(values)
      : Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const path = join(directory, name);
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded), body]),
    );
    return path;
  };
  const text = (name: string) => {
    writeFileSync(join(directory, name), 'just text');
    return join(directory, name);
  };
  const spec = (x: string, y: string, more = {}) => ({ kind: 'npy' as const, name: 'own', x, y, ...more });
  const labels = () => npy('y.npy', '<i8', [3], BigInt64Array.of(0n, 2n, 1n));

  it('reads bytes as images, floats as they are', async () => {
    const images = await loadDataset(
      spec(
        npy(
          'x.npy',
          '|u1',
          [3, 2, 2],
          Uint8Array.from({ length: 12 }, (_, i) => i),
        ),
        labels(),
      ),
    );
    expect([images.shape, images.scale, images.classes, [...images.y]]).toEqual([
      [2, 2, 1],
      1 / 255,
      3,
      [0, 2, 1],
    ]);
    const table = await loadDataset(
      spec(npy('t.npy', '<f4', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)), labels(), { examples: 2 }),
    );
    expect([table.shape, table.scale, [...table.x], table.examples]).toEqual([[2], 1, [1, 2, 3, 4], 2]);
  });

  it('is described without its values being read', async () => {
    const x = npy('huge.npy', '|u1', [3, 32, 32, 3], []);
    expect(await describeDataset(spec(x, labels()))).toEqual({ examples: 3, shape: [32, 32, 3], classes: 3 });
  });

  const floats = Float32Array.of(1, 2, 3, 4, 5, 6);
  it.each([
    [
      'Python objects',
      () => spec(npy('a.npy', '|O', [3], []), labels()),
      'DATASET_UNSUPPORTED',
      /Python objects/,
    ],
    [
      'Fortran order',
      () => spec(npy('a.npy', '<f4', [3, 2], floats, true), labels()),
      'DATASET_UNSUPPORTED',
      /Fortran order/,
    ],
    [
      'big-endian floats',
      () => spec(npy('a.npy', '>f4', [3, 2], floats), labels()),
      'DATASET_UNSUPPORTED',
      /dtype is >f4/,
    ],
    [
      'doubles',
      () => spec(npy('a.npy', '<f8', [3, 1], new Float64Array(3)), labels()),
      'DATASET_UNSUPPORTED',
      /dtype is <f8/,
    ],
    [
      'integers as x',
      () => spec(npy('a.npy', '<i4', [3, 1], new Int32Array(3)), labels()),
      'DATASET_UNSUPPORTED',
      /uint8 or float32, found <i4/,
    ],
    [
      'a truncated file',
      () => spec(npy('a.npy', '<f4', [3, 3], floats), labels()),
      'DATASET_CORRUPT',
      /need 36 bytes, found 24/,
    ],
    [
      'another kind of file',
      () => spec(npy('a.npy', '<f4', [3, 2], floats), text('z')),
      'DATASET_CORRUPT',
      /does not begin as an npy file/,
    ],
    [
      'different lengths',
      () => spec(npy('a.npy', '<f4', [2, 3], floats), labels()),
      'DATASET_CORRUPT',
      /2 examples, .* has 3 labels/,
    ],
    [
      'float labels',
      () => spec(npy('a.npy', '<f4', [3, 2], floats), npy('l.npy', '<f4', [3], floats)),
      'DATASET_UNSUPPORTED',
      /must hold integers/,
    ],
    [
      'negative labels',
      () => spec(npy('a.npy', '<f4', [3, 2], floats), npy('l.npy', '<i4', [3], Int32Array.of(0, -1, 1))),
      'DATASET_CORRUPT',
      /found -1 at 1/,
    ],
    ['no file', () => spec(join(directory, 'nothing.npy'), labels()), 'DATASET_MISSING', /ENOENT/],
  ])('refuses %s', async (_, make, code, message) => {
    await expect(loadDataset(make())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
