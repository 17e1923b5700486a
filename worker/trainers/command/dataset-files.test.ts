import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Dataset } from '../../../datasets/dataset.ts';
import { openDataset } from '../../../datasets/load.ts';
import { readNpy } from '../../../datasets/npy.ts';
import { datasetFiles } from './dataset-files.ts';
import type { CommandManifest } from './setting.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-dataset-files-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it.each([
  { name: 'mnist', dtype: '|u1', shape: [28, 28, 1] },
  { name: 'iris', dtype: '<f4', shape: [4] },
] as const)('$name is there as npy files of its own types', async ({ name, dtype, shape }) => {
  const spec = { kind: 'named', name, examples: 60 } as const;
  const signal = new AbortController().signal;
  const dataset = (await openDataset(spec, { signal })) as Dataset;
  const manifest = { study: { dataset: spec }, dataset } as unknown as CommandManifest;

  const files = (await datasetFiles(manifest, directory, signal))!;

  const [x, y] = [await readNpy(files.x), await readNpy(files.y)];
  expect([x.dtype, x.shape]).toEqual([dtype, [60, ...shape]]);
  expect([...x.values]).toEqual([...dataset.x]);
  expect([y.dtype, y.shape, [...y.values].map(Number)]).toEqual(['<i8', [60], [...dataset.y]]);
});
