import { packSource } from '../../datasets/pack/source.ts';
import type { ShardIndex } from '../../datasets/shards/index-file.ts';

interface Wanted {
  readonly layout?: ShardIndex['layout'];
  readonly examples: number;
  readonly shape: number[];
  readonly classes: number;
  readonly shardBytes: number;
}

/**
 * Makes a large dataset of bytes on the spot, as shards. It can be learned: of its stripes one stands out,
 * and says the class.
 */
export function writeLargeShards(
  out: string,
  { layout = 'npy', examples, shape, classes, shardBytes }: Wanted,
) {
  const size = shape.reduce((total, length) => total * length, 1);
  const source = {
    shape,
    dtype: 'uint8' as const,
    classes,
    y: Int32Array.from({ length: examples }, (_, index) => index % classes),
    async *values(order: Iterable<number>) {
      const example = Buffer.alloc(size);
      const noise = Buffer.alloc(16 * classes);
      for (const index of order) {
        for (let at = 0; at < noise.length; at++)
          noise[at] = ((index * 31 + at * 17) % 90) + (at % classes === index % classes ? 90 : 0);
        yield example.fill(noise);
      }
    },
  };
  return packSource(source, layout, { out, name: 'large', licence: 'CC0', shardBytes });
}
