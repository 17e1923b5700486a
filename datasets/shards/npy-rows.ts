import type { FileHandle } from 'node:fs/promises';
import { FanoutError } from '../../proto/errors.ts';
import { readFully, wholeHeaderOf } from '../npy.ts';
import { exampleSize, room } from './example.ts';
import { shownLocation } from './location.ts';
import type { Shard, ShardedDataset } from './open.ts';
import type { RowBlock } from './row-block.ts';

/** Examples of an npy shard: windows of it are read whole, and what is not wanted is left out. */
export async function* npyRows(
  file: FileHandle,
  dataset: ShardedDataset,
  shard: Shard,
  wanted: Uint32Array,
  blockBytes: number,
): AsyncGenerator<RowBlock> {
  const name = shownLocation(shard.location);
  const { dtype, shape, offset } = await wholeHeaderOf(file, name);
  const form = {
    dtype: dataset.dtype === 'uint8' ? '|u1' : '<f4',
    shape: [shard.examples, ...dataset.shape],
  };
  if (dtype !== form.dtype || shape.join() !== form.shape.join()) {
    throw new FanoutError(
      'DATASET_CORRUPT',
      `${name} must hold ${form.dtype} of ${form.shape.join(' × ')}, found ${dtype} of ${shape.join(' × ')}`,
      { hint: 'pack the dataset again; index and shards belong together' },
    );
  }
  const size = exampleSize(dataset);
  const most = Math.max(1, Math.floor(blockBytes / size.bytes));
  for (let from = 0; from < wanted.length; ) {
    const begin = wanted[from]!;
    let to = from + 1;
    while (to < wanted.length && wanted[to]! - begin < most) to += 1;
    const window = room(dataset, wanted[to - 1]! - begin + 1);
    const at = offset + (begin - shard.first) * size.bytes;
    await readFully(file, new Uint8Array(window.buffer), at, name);
    // Moved together inside the window: an example only ever goes towards the front.
    for (let row = from; row < to; row++) {
      const place = (wanted[row]! - begin) * size.values;
      window.copyWithin((row - from) * size.values, place, place + size.values);
    }
    yield { rows: wanted.subarray(from, to), x: window.subarray(0, (to - from) * size.values) };
    from = to;
  }
}
