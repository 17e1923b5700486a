import { writeNpyShards } from '../../data/pack/npy-shards.ts';
import { packInto } from '../../data/pack/pack.ts';

/** Makes a large dataset of bytes on the spot, as shards. It can be learned: of its stripes one stands out, and says the class. */
export function writeLargeShards(
  out: string,
  {
    examples,
    shape,
    classes,
    shardBytes,
  }: { examples: number; shape: number[]; classes: number; shardBytes: number },
) {
  const form = { layout: 'npy' as const, shape, dtype: 'uint8' as const };
  const size = shape.reduce((total, length) => total * length, 1);
  const values = async function* () {
    const example = Buffer.alloc(size);
    const noise = Buffer.alloc(16 * classes);
    for (let index = 0; index < examples; index++) {
      for (let at = 0; at < noise.length; at++)
        noise[at] = ((index * 31 + at * 17) % 90) + (at % classes === index % classes ? 90 : 0);
      yield example.fill(noise);
    }
  };
  return packInto({ out, name: 'large', licence: 'CC0', shardBytes }, async (directory) => ({
    ...form,
    classes,
    shards: await writeNpyShards(directory, form, examples, shardBytes, values()),
    y: Int32Array.from({ length: examples }, (_, index) => index % classes),
  }));
}
