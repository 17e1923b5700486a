import type { FileHandle } from 'node:fs/promises';
import type { Shard, ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { RowBlock } from '../../../../datasets/shards/row-block.ts';
import { BLOCK_BYTES, ROW_READERS } from '../../../../datasets/shards/rows.ts';
import type { PackData } from './source.ts';

/**
 * The examples at `wanted`, shard by shard in the order given; the next shard is brought while one is read.
 */
export async function* readBlocks(
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
