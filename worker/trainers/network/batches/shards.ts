/**
 * Batches out of shards: blocks of examples are read ahead, mixed in a buffer of bounded size, and made into
 * batches ahead of the engine. Memory is bounded by constants, whatever the dataset's size; the labels and
 * the folds alone grow with it.
 */
import type { FileHandle } from 'node:fs/promises';
import { exampleSize, room } from '../../../../datasets/shards/example.ts';
import type { Shard, ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { RowBlock } from '../../../../datasets/shards/row-block.ts';
import { BLOCK_BYTES, ROW_READERS } from '../../../../datasets/shards/rows.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { Ahead } from './ahead.ts';
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

  async function* train(epoch: number): AsyncGenerator<Batch> {
    const random = data.order(epoch);
    const order = random.permutation(dataset.shards.length);
    const shuffle = new SlotShuffle(capacity, random);
    const rows = new Uint32Array(capacity);
    const making = new Making(dataset, data.batchSize, fold.train.length);
    const source = blocks(order, fold.train);
    try {
      for (let block = await source.next(); block; block = await source.next()) {
        for (const [index, row] of block.rows.entries()) {
          const leaves = shuffle.full;
          const slot = shuffle.place();
          const at = slot * size.values;
          const batch = leaves ? making.add(buffer, at, rows[slot]!) : undefined;
          if (batch) yield batch;
          buffer.set(block.x.subarray(index * size.values, (index + 1) * size.values), at);
          rows[slot] = row;
        }
      }
      for (const slot of shuffle.drain()) {
        const batch = making.add(buffer, slot * size.values, rows[slot]!);
        if (batch) yield batch;
      }
    } finally {
      source.close();
    }
  }

  async function* validate(): AsyncGenerator<Batch> {
    const making = new Making(dataset, part, fold.validation.length);
    const source = blocks(dataset.shards.keys(), fold.validation);
    try {
      for (let block = await source.next(); block; block = await source.next()) {
        for (const [index, row] of block.rows.entries()) {
          const batch = making.add(block.x, index * size.values, row);
          if (batch) yield batch;
        }
      }
    } finally {
      source.close();
    }
  }

  return {
    trainExamples: fold.train.length,
    validationClasses: Int32Array.from(fold.validation, (row) => dataset.y[row]!),
    epoch: (epoch) => new Ahead(train(epoch), BATCHES_AHEAD),
    validation: () => new Ahead(validate(), 1),
    close: () => ended.abort(new Error('the pack has ended')),
  };
}

/** Batches in the making: example by example, the last one as long as what is left of `examples`. */
class Making {
  readonly #dataset: ShardedDataset;
  readonly #batchSize: number;
  readonly #values: number;
  #left: number;
  #batch: { readonly x: Uint8Array | Float32Array; readonly y: Int32Array } | undefined;
  #filled = 0;

  constructor(dataset: ShardedDataset, batchSize: number, examples: number) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#values = exampleSize(dataset).values;
    this.#left = examples;
  }

  /**
   * Takes the example at `row` of the dataset, whose values stand at `at`; returns the batch that it
   * completes.
   */
  add(from: Uint8Array | Float32Array, at: number, row: number): Batch | undefined {
    const length = Math.min(this.#batchSize, this.#left + this.#filled);
    this.#batch ??= { x: room(this.#dataset, length), y: new Int32Array(length) };
    const batch = this.#batch;
    batch.x.set(from.subarray(at, at + this.#values), this.#filled * this.#values);
    batch.y[this.#filled] = this.#dataset.y[row]!;
    this.#filled += 1;
    this.#left -= 1;
    if (this.#filled < batch.y.length) return undefined;
    this.#batch = undefined;
    this.#filled = 0;
    return batch;
  }
}

/**
 * The examples at `wanted`, shard by shard in the order given; the next shard is brought while one is read.
 */
async function* readBlocks(
  dataset: ShardedDataset,
  order: Iterable<number>,
  wanted: Uint32Array,
  { signal, onData }: Pick<PackData, 'signal' | 'onData'>,
): AsyncGenerator<RowBlock> {
  const due = Array.from(order, (index) => dataset.shards[index]!)
    .map((shard) => ({ shard, rows: within(wanted, shard) }))
    .filter(({ rows }) => rows.length > 0);
  const bring = (index: number): Promise<FileHandle> | undefined => {
    const file = due[index] && dataset.store.open(due[index].shard, { signal, onProgress: onData });
    // Heard when it is that shard's turn.
    file?.catch(() => undefined);
    return file;
  };
  let next = bring(0);
  try {
    for (const [index, { shard, rows }] of due.entries()) {
      const file = await next!;
      next = bring(index + 1);
      try {
        for await (const block of ROW_READERS[dataset.layout](file, dataset, shard, rows, BLOCK_BYTES)) {
          signal.throwIfAborted();
          onData();
          yield block;
        }
      } finally {
        await file.close();
      }
    }
    next = undefined;
  } finally {
    // Not waited for: it may be on its way for long.
    void next?.then((file) => file.close()).catch(() => undefined);
  }
}

/** The part of ascending positions that a shard has. Pure. */
function within(positions: Uint32Array, { first, used }: Shard): Uint32Array {
  return positions.subarray(firstAtLeast(positions, first), firstAtLeast(positions, first + used));
}

function firstAtLeast(positions: Uint32Array, bound: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positions[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
