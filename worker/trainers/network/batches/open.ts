import { memoryBatches } from './memory.ts';
import { shardBatches } from './shards.ts';
import type { BatchSource, PackData } from './source.ts';

/** The batches of a pack, wherever its dataset lies. */
export function openBatches(data: PackData): BatchSource {
  const { dataset } = data;
  return 'x' in dataset ? memoryBatches(dataset, data) : shardBatches(dataset, data);
}
