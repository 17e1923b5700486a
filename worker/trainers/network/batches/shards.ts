/**
 * Batches out of shards: blocks of examples are read ahead, mixed in a buffer of bounded size, and made into
 * batches ahead of the engine. Memory is bounded by constants, whatever the dataset's size; the labels and
 * the folds alone grow with it.
 */
import { exampleSize, room } from '../../../../datasets/shards/example.ts';
import type { ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { RowBlock } from '../../../../datasets/shards/row-block.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { Ahead } from './ahead.ts';
import { BatchMaker } from './batch-maker.ts';
import { readBlocks } from './read-blocks.ts';
import { SlotShuffle, shuffleCapacity } from './shuffle.ts';
import type { BatchSource, PackData } from './source.ts';

/** Batches that are ready before the engine asks. */
const BATCHES_AHEAD = 4;
/**
 * Bytes of a part of the validation examples; its examples are a multiple of what the engines evaluate at
 * once.
 */
const PART_BYTES = 8 * 2 ** 20;
const PART_MULTIPLE = 64;

/** The batches of a pack out of a dataset in shards. */
export function shardBatches(dataset: ShardedDataset, data: PackData): BatchSource {
  const { fold } = data;
  const ended = new AbortController();
  const signal = AbortSignal.any([data.signal, ended.signal]);
  const size = exampleSize(dataset);
  const capacity = shuffleCapacity(size.bytes, fold.train.length, dataset.shuffle);
  // One buffer for all epochs: one has given its last batch before the next begins.
  const buffer = room(dataset, capacity);
  const part = Math.max(1, Math.floor(PART_BYTES / size.bytes / PART_MULTIPLE)) * PART_MULTIPLE;
  const blocks = (order: Iterable<number>, wanted: Uint32Array) =>
    new Ahead(readBlocks(dataset, order, wanted, { ...data, signal }), 1);
  const train = (epoch: number) => {
    const random = data.order(epoch);
    // In this order: both draw from the same numbers.
    const order = random.permutation(dataset.shards.length);
    const mixing = { shuffle: new SlotShuffle(capacity, random), buffer, rows: new Uint32Array(capacity) };
    const maker = new BatchMaker(dataset, data.batchSize, fold.train.length, data.preparation);
    return mixed(blocks(order, fold.train), maker, mixing, size.values);
  };
  const validate = () => {
    const maker = new BatchMaker(dataset, part, fold.validation.length, data.preparation);
    return inOrder(blocks(dataset.shards.keys(), fold.validation), maker, size.values);
  };
  return {
    trainExamples: fold.train.length,
    validationClasses: Int32Array.from(fold.validation, (row) => dataset.y[row]!),
    epoch: (epoch) => new Ahead(train(epoch), BATCHES_AHEAD),
    validation: () => new Ahead(validate(), 1),
    close: () => ended.abort(new Error('the pack has ended')),
  };
}

/** What examples are mixed in: a place for each in `buffer`, and its row in the dataset. */
interface Mixing {
  readonly shuffle: SlotShuffle;
  readonly buffer: Uint8Array | Float32Array;
  readonly rows: Uint32Array;
}

/** Batches of mixed examples, of `values` numbers each. */
async function* mixed(
  source: Ahead<RowBlock>,
  maker: BatchMaker,
  { shuffle, buffer, rows }: Mixing,
  values: number,
): AsyncGenerator<Batch> {
  try {
    for (let block = await source.next(); block; block = await source.next()) {
      for (const [index, row] of block.rows.entries()) {
        const leaves = shuffle.full;
        const slot = shuffle.place();
        const at = slot * values;
        const batch = leaves ? maker.add(buffer, at, rows[slot]!) : undefined;
        if (batch) yield batch;
        buffer.set(block.x.subarray(index * values, (index + 1) * values), at);
        rows[slot] = row;
      }
    }
    for (const slot of shuffle.drain()) {
      const batch = maker.add(buffer, slot * values, rows[slot]!);
      if (batch) yield batch;
    }
  } finally {
    source.close();
  }
}

/** Batches of the examples as they come, of `values` numbers each. */
async function* inOrder(source: Ahead<RowBlock>, maker: BatchMaker, values: number): AsyncGenerator<Batch> {
  try {
    for (let block = await source.next(); block; block = await source.next()) {
      for (const [index, row] of block.rows.entries()) {
        const batch = maker.add(block.x, index * values, row);
        if (batch) yield batch;
      }
    }
  } finally {
    source.close();
  }
}
