/**
 * Datasets for tests: small npy pairs whose values say which example they belong to, and shards made of them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npyHead } from '../../datasets/npy.ts';
import { npySource } from '../../datasets/pack/from-npy.ts';
import type { Packed } from '../../datasets/pack/pack.ts';
import { packSource } from '../../datasets/pack/source.ts';

export interface Form {
  readonly examples: number;
  readonly shape?: readonly number[];
  readonly classes?: number;
}

/**
 * Writes x.npy (float32, whose first value of each example is its number) and y.npy (number modulo classes).
 */
export function writeNumbered(directory: string, { examples, shape = [2], classes = 3 }: Form) {
  const size = shape.reduce((total, length) => total * length, 1);
  const values = Float32Array.from({ length: examples * size }, (_, index) =>
    index % size === 0 ? index / size : -1,
  );
  const labels = Int32Array.from({ length: examples }, (_, index) => index % classes);
  const paths = { x: join(directory, 'x.npy'), y: join(directory, 'y.npy') };
  writeFileSync(paths.x, Buffer.concat([npyHead('<f4', [examples, ...shape]), Buffer.from(values.buffer)]));
  writeFileSync(paths.y, Buffer.concat([npyHead('<i4', [examples]), Buffer.from(labels.buffer)]));
  return paths;
}

/** Shards of `each` examples, in the source's order. */
export async function packNumbered(
  directory: string,
  form: Form & { readonly each: number },
  out = 'shards',
): Promise<Packed> {
  const size = (form.shape ?? [2]).reduce((total, length) => total * length, 1);
  return packSource(await npySource(writeNumbered(directory, form)), 'npy', {
    out: join(directory, out),
    name: 'numbered',
    licence: 'of its owner',
    shardBytes: 4 * size * form.each,
  });
}
