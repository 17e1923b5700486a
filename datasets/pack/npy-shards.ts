import { npyHead } from '../npy.ts';
import { exampleSize } from '../shards/example.ts';
import { MOST_SHARDS, type ShardIndex } from '../shards/index-file.ts';
import { ChecksummedFile } from './checksummed-file.ts';
import { shardName, unpackable } from './pack.ts';

type Form = Pick<ShardIndex, 'shape' | 'dtype'>;

/** Bytes that are gathered before they are written. */
const GATHERED_BYTES = 2 ** 20;

/**
 * Writes npy shards of as many examples each as fit; `values` gives each example's bytes in turn, as many as
 * `examples`. Throws DATASET_UNSUPPORTED, OUTPUT_UNWRITABLE.
 */
export async function writeNpyShards(
  directory: string,
  form: Form,
  examples: number,
  shardBytes: number,
  values: AsyncIterable<Uint8Array>,
): Promise<ShardIndex['shards']> {
  const size = exampleSize(form).bytes;
  const each = Math.max(1, Math.floor(shardBytes / size));
  const needed = Math.ceil(examples / each);
  if (needed > MOST_SHARDS) {
    throw unpackable(
      `${shardBytes} bytes for a shard make ${needed} shards, and an index names at most ${MOST_SHARDS}`,
      'choose a larger --shard-size',
    );
  }
  const shards: ShardIndex['shards'] = [];
  const source = values[Symbol.asyncIterator]();
  try {
    for (let first = 0; first < examples; first += each) {
      const count = Math.min(each, examples - first);
      const file = await ChecksummedFile.create(directory, shardName(shards.length, 'npy'));
      try {
        await file.write(npyHead(form.dtype === 'uint8' ? '|u1' : '<f4', [count, ...form.shape]));
        const gathered = Buffer.alloc(Math.max(1, Math.min(count, Math.floor(GATHERED_BYTES / size))) * size);
        let filled = 0;
        for (let row = 0; row < count; row++) {
          const next = await source.next();
          if (next.done) throw new Error(`the source ended after ${first + row} of ${examples} examples`);
          gathered.set(next.value, filled);
          filled += size;
          if (filled < gathered.length && row + 1 < count) continue;
          await file.write(gathered.subarray(0, filled));
          filled = 0;
        }
        shards.push({ ...(await file.close()), examples: count });
      } catch (error) {
        await file.abandon();
        throw error;
      }
    }
  } finally {
    await source.return?.();
  }
  return shards;
}
