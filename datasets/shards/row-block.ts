import type { FileHandle } from 'node:fs/promises';
import type { Shard, ShardedDataset } from './open.ts';

/** Some examples, in the order of their shard. */
export interface RowBlock {
  /** Their positions in the dataset, ascending. */
  readonly rows: Uint32Array;
  /** Their values, one example after the other. */
  readonly x: Uint8Array | Float32Array;
}

/**
 * What reads one layout: the examples at `wanted` (positions in the dataset, ascending, all of this shard)
 * out of an open, checked file.
 */
export type RowReader = (
  file: FileHandle,
  dataset: ShardedDataset,
  shard: Shard,
  wanted: Uint32Array,
  blockBytes: number,
) => AsyncGenerator<RowBlock>;
