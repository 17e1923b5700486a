/** Every way by which a study names a file, where an installation declares which files it may name. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asFanoutError } from '../../proto/errors.ts';
import { describeDataset, openDataset, openLabels } from '../load.ts';
import { npyHead } from '../npy.ts';
import { indexText } from '../shards/index-file.ts';
import { splitDataOf } from '../split-data.ts';

const failsWith = (work: Promise<unknown>) =>
  work.then(() => Promise.reject(new Error('it was read')), asFanoutError);

const SECRET = 'eyJhbGciOiJSUzI1NiJ9';
let root: string;
let folder: string;
const inside = (name: string) => join(folder, name);
const outside = (name: string) => join(root, 'secrets', name);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fanout-declared-'));
  folder = join(root, 'datasets');
  for (const at of [folder, join(root, 'secrets'), join(root, 'datasets-2')]) mkdirSync(at);
  const labels = Buffer.concat([npyHead('<i4', [2]), Buffer.from(new Int32Array([0, 1]).buffer)]);
  const values = Buffer.concat([npyHead('|u1', [2, 1]), Buffer.from([1, 2])]);
  for (const at of [inside, outside, (name: string) => join(root, 'datasets-2', name)]) {
    writeFileSync(at('x.npy'), values);
    writeFileSync(at('y.npy'), labels);
    writeFileSync(at('t.csv'), 'a,y\n1,2\n2,3\n');
    writeFileSync(at('index.json'), index('x.npy'));
    writeFileSync(at('token'), SECRET);
  }
  symlinkSync(outside('x.npy'), inside('led-out.npy'));
  symlinkSync(join(root, 'secrets'), inside('led-out'));
  symlinkSync(inside('x.npy'), inside('led-in.npy'));
  writeFileSync(inside('of-links.json'), index('led-out/x.npy'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => vi.stubEnv('FANOUT_DATASET_PATHS', folder));
afterEach(() => vi.unstubAllEnvs());

function index(shard: string): string {
  const file = { bytes: 130, sha256: 'a'.repeat(64) };
  const about = { name: 'i', shape: [1], classes: 2, examples: 2, licence: '' };
  return indexText({
    ...about,
    layout: 'npy',
    dtype: 'uint8',
    labels: { file: 'y.npy', ...file, bytes: 136 },
    shards: [{ file: shard, ...file, examples: 2 }],
  });
}

const npy = (x: string, y: string) => ({ kind: 'npy', name: 'n', x, y }) as const;
const shards = (at: string) => ({ kind: 'shards', index: at }) as const;
const table = (path: string) => ({ kind: 'table', name: 't', format: 'csv', path, target: 'y' }) as const;
const folds = { count: 2, shuffle: true, seed: 1 };

/** What reads a file, by the way that a study names it. */
const WAYS: Record<string, (path: string) => Promise<unknown>> = {
  'npy.examples': (path) => describeDataset(npy(path, inside('y.npy'))),
  'npy.labels': (path) => describeDataset(npy(inside('x.npy'), path)),
  'npy, read': (path) => openDataset(npy(path, inside('y.npy'))),
  'npy, its labels alone': (path) => openLabels(npy(path, inside('y.npy'))),
  csv: (path) => describeDataset(table(path)),
  'shards.index': (path) => describeDataset(shards(path)),
  'shards, read': (path) => openDataset(shards(path)),
  'folds.file': (path) => splitDataOf({ ...folds, file: path }, { examples: 2 }),
  'folds.groups': (path) => splitDataOf({ ...folds, groups: { npy: path } }, { examples: 2 }),
};

describe.each(Object.entries(WAYS))('a file named as %s', (_, read) => {
  it.each<[string, () => string]>([
    ['lies elsewhere', () => outside('token')],
    ['lies elsewhere, and is what it should be', () => outside('x.npy')],
    ['lies beside, in a folder whose name begins alike', () => join(root, 'datasets-2', 'token')],
    ['is there by a way back', () => `${folder}/../secrets/token`],
    ['is a link that leads out', () => inside('led-out.npy')],
    ['lies in a folder that leads out', () => inside('led-out/token')],
    ['is elsewhere and not there', () => outside('nothing')],
    ['is one of the process', () => '/proc/self/environ'],
  ])('is not read where it %s', async (_why, path) => {
    const error = await failsWith(read(path()));
    expect([error.code, error.message]).toEqual([
      'DATASET_UNSUPPORTED',
      expect.stringMatching(/must lie in \S+datasets, links followed/),
    ]);
    expect(`${error.message} ${error.hint}`).not.toMatch(/eyJ|ENOENT/);
  });
});

it('what lies there is read, and a link to it', async () => {
  await expect(describeDataset(npy(inside('led-in.npy'), inside('y.npy')))).resolves.toBeDefined();
  await expect(describeDataset(table(inside('t.csv')))).resolves.toBeDefined();
});

it('a shard that lies elsewhere is not read, nor is its size told', async () => {
  const error = await failsWith(describeDataset(shards(inside('of-links.json'))));
  expect(error.message).toMatch(/led-out\/x\.npy is not read: it must lie in/);
});

it('with none declared nothing is read; where nothing is said, anything', async () => {
  vi.stubEnv('FANOUT_DATASET_PATHS', 'none');
  await expect(describeDataset(table(inside('t.csv')))).rejects.toThrow(/declares no files/);
  vi.stubEnv('FANOUT_DATASET_PATHS', '');
  await expect(describeDataset(table(outside('t.csv')))).resolves.toBeDefined();
});
