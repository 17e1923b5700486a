/** The examples of a shard, read in blocks of bounded size. */
import { webdatasetRows } from '../webdataset/rows.ts';
import { npyRows } from './npy-rows.ts';
import type { ShardedDataset } from './open.ts';
import type { RowReader } from './row-block.ts';

/** Bytes of values that are read at once. */
export const BLOCK_BYTES = 4 * 2 ** 20;

/** What reads each layout. Throws DATASET_CORRUPT, DATASET_UNSUPPORTED as it reads. */
export const ROW_READERS: Readonly<Record<ShardedDataset['layout'], RowReader>> = {
  npy: npyRows,
  webdataset: webdatasetRows,
};
