import { FanoutError } from '../proto/errors.ts';

/** An IDX file of unsigned bytes: its sizes, and its values in place. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/** Type code of unsigned bytes, the only one that MNIST and its kin use. */
const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file (format: http://yann.lecun.com/exdb/mnist): two zero bytes, a type, the number of
 * dimensions, each size as big-endian uint32, the values. `source` names it in messages. Pure; the values are
 * a view, not a copy. Throws DATASET_CORRUPT.
 */
export function parseIdx(bytes: Uint8Array, source: string): Idx {
  const corrupt = (what: string) =>
    new FanoutError('DATASET_CORRUPT', `${source} is not a whole IDX file: ${what}`, {
      hint: 'fetch the file again',
    });
  const [zero, alsoZero, type, dimensions = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0)
    throw corrupt(`it must begin with two zero bytes, found ${zero}, ${alsoZero}`);
  if (type !== UNSIGNED_BYTE) throw corrupt(`its type must be 8 (unsigned bytes), found ${type}`);
  const header = 4 + 4 * dimensions;
  if (dimensions === 0 || bytes.length < header) throw corrupt(`its header ends after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const expected = shape.reduce((total, size) => total * size, 1);
  if (bytes.length - header !== expected)
    throw corrupt(`it must hold ${expected} values, found ${bytes.length - header}`);
  return { shape, values: bytes.subarray(header) };
}
