/** Parquet files as other programs write them, held to the same table as CSV, and as they should not be. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TableSpec } from './columns.ts';
import { tableLines } from './columns-text.ts';
import { loadTable } from './load.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-parquet-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const specOf = (file: string, options: Partial<TableSpec> = {}): TableSpec => ({
  ...{ kind: 'table', name: 'people', format: file.endsWith('csv') ? 'csv' : 'parquet' },
  ...{ path: join(FIXTURES, file), target: 'y', ...options },
});
const load = (file: string, options: Partial<TableSpec> = {}) => loadTable(specOf(file, options));

const FILES = ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'v2'].map(
  (each) => `people-${each}.parquet`,
);
const bits = (values: Uint8Array | Float32Array | Int32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');

describe('the same table as CSV and as Parquet is the same dataset to the last bit', () => {
  it.each<[string, Partial<TableSpec>]>([
    ['a regression', {}],
    ['classes', { target: 'kind', columns: { y: 'ignore', whole: 'category', single: 'category' } }],
    [
      'numbers as classes, and what the study says',
      {
        target: 'flag',
        groupColumn: 'city',
        categories: { grade: ['low', 'mid', 'high', 'top'] },
        examples: 30,
      },
    ],
  ])('%s', async (_, options) => {
    const csv = await load('people.csv', options);
    expect(csv.gaps?.length ?? 0).toBeGreaterThan(0);
    for (const file of FILES) {
      const found = await load(file, options);
      expect(bits(found.x), file).toBe(bits(csv.x));
      expect(bits(found.y), file).toBe(bits(csv.y));
      expect([found.sha256, found.shape, found.gaps, found.groups]).toEqual([
        ...[csv.sha256, csv.shape, csv.gaps, csv.groups],
      ]);
      expect(tableLines(found, 'y')).toEqual(tableLines(csv, 'y'));
    }
  });

  it('also where the study says which cells say nothing: a null does whatever they are', async () => {
    const options = { missing: ['', '88'], columns: { kind: 'ignore' as const } };
    const [csv, parquet] = [await load('people.csv', options), await load('people-none.parquet', options)];
    expect(bits(parquet.x)).toBe(bits(csv.x));
    const own = await load('people-none.parquet', { ...options, missing: ['88'] });
    expect(bits(own.x)).toBe(bits(csv.x));
  });

  it('leaves the index of pandas out, and says so', async () => {
    const [plain, indexed] = [await load('people-none.parquet'), await load('people-index.parquet')];
    expect(indexed.sha256).toBe(plain.sha256);
    expect(indexed.table.notes).toEqual(['its column "__index_level_0__" is the index of pandas: left out']);
    const used = await load('people-index.parquet', { groupColumn: '__index_level_0__' });
    expect(used.groups?.length).toBe(40);
  });
});

describe('a Parquet file that cannot be trained on is told with the place', () => {
  it.each<[string, RegExp, Partial<TableSpec>?]>([
    ['decimals', /column "a" holds decimals \(DECIMAL\(10, 2\)\): save it as float64/],
    ['dates', /column "a" holds dates or times \(DATE\); a number can be learned from/],
    ['times', /column "a" holds dates or times \(TIMESTAMP\)/],
    ['lists', /column "a" is nested \(LIST\): a cell of a table holds one value/],
    ['records', /column "a" is nested: a cell/],
    ['halves', /column "a" holds FLOAT16, and must hold numbers/],
    ['bytes', /it is damaged: column "a" cannot be read: .*encoded data was not valid/],
    ['ids', /row 1 \(from 0\), column "a": 9007199254740993 is a whole number beyond 2\^53/],
    ['ids', /row 1 \(from 0\), column "a": 9007199254740993 is a/, { columns: { a: 'number' } }],
    ['texts', /row 2 \(from 0\), column "a": "abc" is no number, and 3 other cells are/],
    ['texts', /row 2 \(from 0\), column "a": "abc" is no number$/, { columns: { a: 'number' } }],
    ['infinite', /row 2 \(from 0\), column "a": "-inf" is no number: values must be finite/],
    ['null-target', /row 1 \(from 0\), column "y": "" says nothing, and each example needs its target/],
    ['none', /it has columns and no examples/],
    ['texts', /it has no column "z"/, { target: 'z' }],
  ])('%s', async (name, message, options) => {
    await expect(load(`${name}.parquet`, options)).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  });

  it.each(['decimals', 'dates', 'times', 'lists', 'records', 'bytes', 'halves', 'ids'])(
    '%s that the study ignores do not matter',
    async (name) => {
      const { shape, examples } = await load(`${name}.parquet`, { columns: { a: 'ignore' } });
      expect([shape, examples]).toEqual([[1], 4]);
    },
  );

  it('texts and whole numbers that are said to be categories keep all of their digits', async () => {
    const ids = await load('ids.parquet', { columns: { a: 'category' } });
    expect(ids.table.columns[0]).toMatchObject({
      categories: ['-1152921504606846976', '1', '3', '9007199254740993'],
    });
  });
});

describe('a file that is no sound Parquet file', () => {
  const whole = readFileSync(join(FIXTURES, 'people-snappy.parquet'));
  const written = (content: Uint8Array, format: TableSpec['format'] = 'parquet') => {
    const path = join(directory, 'table.parquet');
    writeFileSync(path, content);
    return loadTable({ ...specOf('people-snappy.parquet'), path, format });
  };

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['cut off', () => written(whole.subarray(0, 5000)), /it is damaged: it is cut off: .*ends with PAR1/],
    ['empty', () => written(Buffer.alloc(0)), /it is no Parquet file/],
    ['CSV', () => load('people.csv', { format: 'parquet' }), /it is no Parquet file/],
    ['named as CSV', () => written(whole, 'csv'), /it is a Parquet file/],
    ['encrypted', () => written(Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')])), /is encrypted/],
  ])('%s', async (_, act, message) => {
    await expect(act()).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  });

  /** A file that says something else about its rows: the number is behind these two bytes of its footer. */
  const saying = (rows: number) => {
    const at = whole.lastIndexOf(Buffer.from([0x16, 0x50, 0x19]), -8);
    const number: number[] = [];
    for (let left = rows * 2; left > 0; left = Math.floor(left / 128))
      number.push((left % 128) + (left >= 128 ? 128 : 0));
    const end = Buffer.from(whole.subarray(-8));
    end.writeUInt32LE(end.readUInt32LE(0) + number.length - 1);
    const parts = [whole.subarray(0, at + 1), Buffer.from(number), whole.subarray(at + 2, -8), end];
    return Buffer.concat(parts);
  };

  it('with more rows than it has takes no memory for them', async () => {
    expect((await written(saying(40))).examples).toBe(40);
    const made = vi.spyOn(Array, 'from');
    await expect(written(saying(3_000_000))).rejects.toThrow(/it is damaged: column ".*" is cut off/);
    const lengths = made.mock.calls.map(([from]) => (from as ArrayLike<unknown>).length ?? 0);
    made.mockRestore();
    expect(Math.max(...lengths)).toBeLessThanOrEqual(40);
  });

  it('says so in words where its footer is empty', async () => {
    const end = Buffer.from(whole.subarray(-8));
    end.writeUInt32LE(0);
    const act = written(Buffer.concat([whole.subarray(0, -8), end]));
    await expect(act).rejects.toThrow(/it is damaged: what it says of its columns is not whole/);
  });

  it('is a folder, as Spark writes a table: the hint says how it becomes one file', async () => {
    const act = loadTable({ ...specOf('people-snappy.parquet'), path: directory });
    await expect(act).rejects.toMatchObject({
      hint: expect.stringMatching(/a table is one file; of a folder/),
    });
  });

  it('of which any part is cut out of the middle is read or refused, and never breaks the program', async () => {
    copyFileSync(join(FIXTURES, 'people-zstd.parquet'), join(directory, 'sound.parquet'));
    const sound = readFileSync(join(directory, 'sound.parquet'));
    let refused = 0;
    for (let at = 4; at < sound.length - 12; at += 1301) {
      const spoiled = Buffer.from(sound);
      spoiled.fill(0xa5, at, at + 7);
      await written(spoiled).catch((error: Error & { code?: string }) => {
        expect(error.code, error.stack).toBe('DATASET_UNSUPPORTED');
        refused += 1;
      });
    }
    expect(refused).toBeGreaterThan(3);
  });
});
