/** The files of indices that a program gets, for folds that need more than a number of examples. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldsOfStudy } from '../../../datasets/folds.ts';
import { openDataset } from '../../../datasets/load.ts';
import { npyHead, readNpy } from '../../../datasets/npy.ts';
import type { DatasetSpec, FoldsSpec } from '../../../datasets/spec.ts';
import { splitDataOf } from '../../../datasets/split-data.ts';
import { trialAt } from '../../../study/grid.ts';
import type { Manifest } from '../../../study/manifest.ts';
import { commandManifest } from '../../../test/support/command-manifest.ts';
import { Splits } from './split-files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-split-kinds-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const { signal } = new AbortController();

/** A run of a program on a dataset that fanout holds. */
async function runOf(dataset: DatasetSpec, folds: FoldsSpec): Promise<Manifest> {
  const { study, ...manifest } = commandManifest('r', { program: 'true' });
  const opened = await openDataset(dataset);
  const laid = foldsOfStudy(await splitDataOf(folds, opened), folds, study.seeds);
  return {
    ...manifest,
    study: { ...study, dataset, folds },
    dataset: opened,
    folds: laid.map(({ validation, train, ...sums }) => ({
      ...{ validation: validation.length, train: train.length },
      ...sums,
    })),
  };
}

const indices = async (path: string) => [...(await readNpy(path)).values].map(Number);

it('stratified folds hold a third of each kind of iris', async () => {
  const manifest = await runOf(
    { kind: 'named', name: 'iris' },
    { count: 3, shuffle: true, seed: 5, kind: 'stratified' },
  );
  const splits = new Splits(directory);
  const all: number[] = [];
  for (const fold of [0, 1, 2]) {
    const files = (await splits.of(manifest, trialAt(manifest.study, fold), signal))!;
    const validation = await indices(files.validation);
    // The irises stand kind by kind, fifty of each.
    for (const kind of [0, 1, 2]) {
      const own = validation.filter((index) => Math.floor(index / 50) === kind).length;
      expect([16, 17]).toContain(own);
    }
    expect(await indices(files.train)).toHaveLength(150 - validation.length);
    all.push(...validation);
  }
  expect(new Set(all).size).toBe(150);
});

it('groups of a table’s column stay together', async () => {
  const path = join(directory, 'visits.csv');
  const rows = Array.from({ length: 40 }, (_, row) => `p${row % 7},${row % 5},${row / 2}`);
  writeFileSync(path, `who,a,y\n${rows.join('\n')}\n`);
  const manifest = await runOf(
    { kind: 'table', name: 'visits', format: 'csv', path, target: 'y', groupColumn: 'who' },
    { count: 3, shuffle: true, seed: 1, kind: 'grouped', groups: { column: 'who' } },
  );
  const splits = new Splits(directory);
  for (const fold of [0, 1, 2]) {
    const files = (await splits.of(manifest, trialAt(manifest.study, fold), signal))!;
    const [train, validation] = [await indices(files.train), await indices(files.validation)].map(
      (rows) => new Set(rows.map((row) => row % 7)),
    );
    expect(validation!.size).toBeGreaterThan(0);
    expect([...validation!].filter((who) => train!.has(who))).toEqual([]);
  }
});

it('folds of a file are the file’s, and another file is refused', async () => {
  const file = join(directory, 'folds.npy');
  const write = (folds: readonly number[]) =>
    writeFileSync(
      file,
      Buffer.concat([npyHead('<i4', [folds.length]), Buffer.from(Int32Array.from(folds).buffer)]),
    );
  const of = (fold: (row: number) => number) => Array.from({ length: 150 }, (_, row) => fold(row));
  write(of((row) => (row < 10 ? -1 : row % 2)));
  const manifest = await runOf(
    { kind: 'named', name: 'iris' },
    { count: 2, shuffle: true, seed: 1, kind: 'predefined', file },
  );
  const files = (await new Splits(directory).of(manifest, trialAt(manifest.study, 1), signal))!;
  expect(await indices(files.validation)).toEqual(
    of((row) => row).filter((row) => row >= 10 && row % 2 === 1),
  );
  write(of((row) => row % 2));
  await expect(new Splits(directory).of(manifest, trialAt(manifest.study, 1), signal)).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
  });
  write([0, 1]);
  await expect(new Splits(directory).of(manifest, trialAt(manifest.study, 0), signal)).rejects.toThrow(
    /has 2 numbers for 150 examples/,
  );
});
