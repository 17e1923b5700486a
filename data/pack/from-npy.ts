import { open } from 'node:fs/promises';
import { readFully, readNpyHeader } from '../npy.ts';
import { describeOwn, loadLabels } from '../own.ts';
import { exampleSize } from '../shards/example.ts';
import { writeNpyShards } from './npy-shards.ts';
import { type Packed, type PackOptions, packInto, packingOrder } from './pack.ts';

/** Packs a pair of npy files, as `dataset: { npy: … }` takes them; only the labels are held in memory. Throws DATASET_*, OUTPUT_UNWRITABLE. */
export async function packNpy(
  source: { readonly x: string; readonly y: string },
  options: PackOptions,
): Promise<Packed> {
  const spec = { kind: 'npy' as const, name: options.name, ...source };
  const { examples, shape, classes } = await describeOwn(spec);
  const { dtype, offset } = await readNpyHeader(source.x);
  const { labels } = await loadLabels(spec);
  const form = {
    layout: 'npy' as const,
    shape: [...shape],
    dtype: dtype === '|u1' ? ('uint8' as const) : ('float32' as const),
  };
  const size = exampleSize(form).bytes;
  const order = packingOrder(examples, options);
  return packInto(options, async (directory) => {
    const file = await open(source.x);
    try {
      const example = Buffer.alloc(size);
      const rows = async function* () {
        for (const [done, row] of order.entries()) {
          await readFully(file, example, offset + row * size, source.x);
          yield example;
          if (done % 100_000 === 99_999) options.onProgress?.(`${done + 1} of ${examples} examples`);
        }
      };
      const shards = await writeNpyShards(directory, form, examples, options.shardBytes, rows());
      return { ...form, classes, shards, y: Int32Array.from(order, (row) => labels[row]!) };
    } finally {
      await file.close();
    }
  });
}
