import { FanoutError } from '../../proto/errors.ts';
import type { ShardedDataset } from './open.ts';

type Form = Pick<ShardedDataset, 'shape' | 'dtype'>;

/** Values of one example, and their bytes. Pure. */
export function exampleSize({ shape, dtype }: Form): { readonly values: number; readonly bytes: number } {
  const values = shape.reduce((total, size) => total * size, 1);
  return { values, bytes: dtype === 'uint8' ? values : 4 * values };
}

/** Room for the values of so many examples. Throws OUT_OF_MEMORY. */
export function room(form: Form, examples: number): Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  const { values, bytes } = exampleSize(form);
  try {
    return form.dtype === 'uint8' ? new Uint8Array(examples * values) : new Float32Array(examples * values);
  } catch (error) {
    throw new FanoutError('OUT_OF_MEMORY', `no memory for ${examples} examples of ${bytes} bytes each`, {
      hint: 'give the worker more memory, or the study a smaller shuffle buffer (dataset.shards.shuffle)',
      cause: error,
    });
  }
}
