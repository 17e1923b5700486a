/** A fold's own mean and deviation, wherever the dataset lies. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../../../datasets/dataset.ts';
import { makeFolds } from '../../../../datasets/folds.ts';
import { openDataset } from '../../../../datasets/load.ts';
import type { ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { packNumbered } from '../../../../test/support/shards.ts';
import { randomStream } from '../randomness.ts';
import { openBatches } from './open.ts';
import { preparationOf } from './prepare-fold.ts';

const EXAMPLES = 103;
const normalize = 'inputs';
let directory: string;
const found: { memory: Dataset | ShardedDataset; shards: Dataset | ShardedDataset }[] = [];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-prepare-fold-'));
  const { path } = await packNumbered(directory, { examples: EXAMPLES, shape: [3], each: 10 });
  found.push({
    memory: await openDataset({
      ...{ kind: 'npy', name: 'n', x: join(directory, 'x.npy'), y: join(directory, 'y.npy') },
      normalize,
    }),
    shards: await openDataset({ kind: 'shards', index: path, normalize }),
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const folds = makeFolds(EXAMPLES, { count: 5, shuffle: true, seed: 1 });
const reading = { signal: new AbortController().signal, onData: () => undefined };

it('is the same to the last bit for shards and in memory, and of the training examples alone', async () => {
  const { memory, shards } = found[0]!;
  for (const fold of folds) {
    const preparation = (await preparationOf(memory, { ...fold }, reading))!;
    expect(await preparationOf(shards, { ...fold }, reading)).toEqual(preparation);
    // The first value of an example is its number.
    const mean = fold.train.reduce((sum, row) => sum + row, 0) / fold.train.length;
    expect(preparation.inputs!.mean[0]).toBeCloseTo(mean, 10);
    expect(preparation.inputs!.deviation[1]).toBe(1);
  }
});

it('takes the place of the factor that bytes are multiplied by', async () => {
  const spec = { kind: 'named', name: 'digits', examples: 20 } as const;
  expect((await openDataset(spec)).scale).toBe(1 / 16);
  expect((await openDataset({ ...spec, normalize })).scale).toBe(1);
});

it('is gathered once for a fold', async () => {
  const { shards } = found[0]!;
  let reads = 0;
  const onData = () => {
    reads += 1;
  };
  const counting = { ...reading, onData };
  const first = await preparationOf(shards, folds[0]!, counting);
  const before = reads;
  expect(before).toBeGreaterThan(0);
  expect(await preparationOf(shards, folds[0]!, counting)).toBe(first);
  expect(reads).toBe(before);
});

it('is what the batches of both are prepared by; such values are used as they are', async () => {
  const fold = folds[1]!;
  for (const dataset of Object.values(found[0]!)) {
    expect(dataset.scale).toBe(1);
    const preparation = (await preparationOf(dataset, fold, reading))!;
    const order = (epoch: number) => randomStream(1, 1, `order/${epoch}`);
    const source = openBatches({ dataset, fold, preparation, batchSize: 8, order, ...reading });
    const validation = (await source.validation().next())!;
    const { mean, deviation } = preparation.inputs!;
    expect([...validation.x].filter((_, at) => at % 3 === 0)).toEqual(
      [...fold.validation].map((row) => Math.fround((row - mean[0]!) / deviation[0]!)),
    );
    const epoch = source.epoch(0);
    let sum = 0;
    for (let batch: Batch | undefined = await epoch.next(); batch; batch = await epoch.next())
      for (let at = 0; at < batch.x.length; at += 3) sum += batch.x[at]!;
    expect(Math.abs(sum)).toBeLessThan(1e-4);
    source.close();
  }
});
