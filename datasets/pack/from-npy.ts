import { readFully, readNpyHeader } from '../npy.ts';
import { describeOwn, loadLabels } from '../own.ts';
import { openRegular } from '../regular-file.ts';
import { exampleSize } from '../shards/example.ts';
import type { PackSource } from './source.ts';

/**
 * A pair of npy files as `dataset: { npy: … }` takes them; only the labels are held in memory. Throws
 * DATASET_*.
 */
export async function npySource(pair: { readonly x: string; readonly y: string }): Promise<PackSource> {
  const spec = { kind: 'npy' as const, name: 'npy', ...pair };
  const { shape, classes } = await describeOwn(spec);
  const { dtype, offset } = await readNpyHeader(pair.x);
  const { labels } = await loadLabels(spec);
  const form = { shape: [...shape], dtype: dtype === '|u1' ? ('uint8' as const) : ('float32' as const) };
  const size = exampleSize(form).bytes;
  return {
    ...form,
    classes,
    y: labels,
    async *values(order) {
      const file = await openRegular(pair.x);
      try {
        const example = Buffer.alloc(size);
        for (const row of order) {
          await readFully(file, example, offset + row * size, pair.x);
          yield example;
        }
      } finally {
        await file.close();
      }
    },
  };
}
