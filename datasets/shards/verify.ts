import { refuseInfinite } from '../finite.ts';
import { exampleSize } from './example.ts';
import { shownLocation } from './location.ts';
import type { ShardedDataset } from './open.ts';
import { BLOCK_BYTES, ROW_READERS } from './rows.ts';

/**
 * Opens each shard, which checks it, and reads each of its examples, as training would; NaN and infinity are
 * refused. Throws what that throws.
 */
export async function verifyShards(dataset: ShardedDataset, onShard?: (done: number) => void): Promise<void> {
  for (const [index, shard] of dataset.shards.entries()) {
    const file = await dataset.store.open(shard);
    try {
      const all = Uint32Array.from({ length: shard.used }, (_, row) => shard.first + row);
      const name = shownLocation(shard.location);
      const { values } = exampleSize(dataset);
      for await (const { rows, x } of ROW_READERS[dataset.layout](file, dataset, shard, all, BLOCK_BYTES))
        refuseInfinite(name, x, values, rows[0]! * values);
    } finally {
      await file.close();
    }
    onShard?.(index + 1);
  }
}
