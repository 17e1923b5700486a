import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolds } from '../../../../datasets/folds.ts';
import { openShards, type ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { packNumbered } from '../../../../test/support/shards.ts';
import { randomStream } from '../randomness.ts';
import { shardBatches } from './shards.ts';
import type { BatchStream } from './source.ts';

const EXAMPLES = 103;
let directory: string;
const datasets = new Map<number, ShardedDataset>();
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-batches-'));
  for (const each of [1, 10, 200]) {
    const { path } = await packNumbered(directory, { examples: EXAMPLES, each }, `of-${each}`);
    datasets.set(each, await openShards({ kind: 'shards', index: path }));
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Setting {
  readonly each?: number;
  readonly shuffle?: number;
  readonly fold?: number;
  readonly seed?: number;
  readonly batchSize?: number;
}

function open({ each = 10, shuffle = 20, fold = 0, seed = 1, batchSize = 8 }: Setting = {}) {
  const folds = makeFolds(EXAMPLES, { count: 5, shuffle: true, seed: 1 });
  const ended = new AbortController();
  const source = shardBatches(
    { ...datasets.get(each)!, shuffle },
    {
      dataset: datasets.get(each)!,
      fold: folds[fold]!,
      batchSize,
      order: (epoch) => randomStream(1, seed, `order/${fold}/${epoch}`),
      signal: ended.signal,
      onData: () => undefined,
    },
  );
  return { source, fold: folds[fold]!, ended };
}

/** The numbers of the examples, batch by batch; each must have its own label. */
async function numbers(stream: BatchStream, pause?: () => Promise<void>): Promise<number[][]> {
  const batches: number[][] = [];
  for (let batch: Batch | undefined = await stream.next(); batch; batch = await stream.next()) {
    const { x, y } = batch;
    const found = Array.from(y, (_, row) => x[2 * row]!);
    expect([...y]).toEqual(found.map((number) => number % 3));
    batches.push(found);
    await pause?.();
  }
  return batches;
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

it('gives each training example of a fold once in an epoch, and none that validates', async () => {
  const setting = fc.record({
    each: fc.constantFrom(1, 10, 200),
    shuffle: fc.integer({ min: 1, max: 150 }),
    fold: fc.integer({ min: 0, max: 4 }),
    batchSize: fc.integer({ min: 1, max: 90 }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async (given) => {
      const { source, fold } = open(given);
      const batches = await numbers(source.epoch(0));
      expect(ascending(batches.flat())).toEqual([...fold.train]);
      expect(batches.slice(0, -1).every((batch) => batch.length === given.batchSize)).toBe(true);
      expect((await numbers(source.validation())).flat()).toEqual([...fold.validation]);
      expect([...source.validationClasses]).toEqual(Array.from(fold.validation, (row) => row % 3));
      source.close();
    }),
    { numRuns: 60 },
  );
});

it('takes its order from study, seed, fold and epoch alone', async () => {
  const order = async (setting: Setting, epoch = 0, pause?: () => Promise<void>) =>
    (await numbers(open(setting).source.epoch(epoch), pause)).flat();
  const first = await order({});
  expect(await order({})).toEqual(first);
  // Whoever trains slowly, or in other batches, or has read another epoch before, sees the same.
  expect(await order({}, 0, () => new Promise((resume) => setImmediate(resume)))).toEqual(first);
  expect(await order({ batchSize: 5 })).toEqual(first);
  const { source } = open();
  await numbers(source.epoch(7));
  expect((await numbers(source.epoch(0))).flat()).toEqual(first);
  for (const other of [await order({}, 1), await order({ seed: 2 }), await order({ fold: 1 })])
    expect(other).not.toEqual(first);
});

it('mixes well: also with a buffer that is small against the dataset, no example stays near its place', async () => {
  const { source, fold } = open({ shuffle: 20 });
  const order = (await numbers(source.epoch(0))).flat();
  const place = new Map([...fold.train].map((row, index) => [row, index]));
  const moved = order.map((row, index) => Math.abs(place.get(row)! - index));
  // In a random order a third of the length is expected.
  expect(moved.reduce((sum, value) => sum + value, 0) / moved.length).toBeGreaterThan(fold.train.length / 5);
  // A buffer of one leaves the order of a shard alone: only whole shards change places.
  const plain = (await numbers(open({ shuffle: 1 }).source.epoch(0))).flat();
  const breaks = plain.filter(
    (row, index) => index > 0 && Math.floor(row / 10) !== Math.floor(plain[index - 1]! / 10),
  );
  expect(breaks).toHaveLength(10);
});

it('ends with what is wrong with a shard, and with the reason of whoever stops it', async () => {
  const dataset = datasets.get(10)!;
  const broken = {
    ...dataset,
    shards: dataset.shards.map((shard) => ({ ...shard, sha256: 'f'.repeat(64) })),
  };
  datasets.set(-1, broken);
  await expect(numbers(open({ each: -1 }).source.epoch(0))).rejects.toMatchObject({
    code: 'DATASET_CORRUPT',
  });
  const { source, ended } = open();
  ended.abort(new Error('enough'));
  await expect(numbers(source.epoch(0))).rejects.toThrow();
});
