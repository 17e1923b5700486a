import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import { openDeclared } from './declared/paths.ts';
import { type NpyHeader, readFully } from './npy.ts';

/** Bytes that are looked at at a time. */
const BLOCK_BYTES = 4 * 2 ** 20;

/**
 * NaN and infinity make every weight NaN at the first step. `size`: values of an example; `first`: the
 * position in the whole of the first value. Pure. Throws DATASET_CORRUPT with the first place.
 */
export function refuseInfinite(path: string, x: Uint8Array | Float32Array, size: number, first = 0): void {
  if (x instanceof Uint8Array) return;
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const place = first + at;
  throw new FanoutError(
    'DATASET_CORRUPT',
    `${shownText(path)} must hold finite numbers, found ${x[at]} in example ${Math.floor(place / size)}, value ${place % size}`,
    { hint: 'leave such examples out, or put a value in: numpy.nan_to_num(x)' },
  );
}

/**
 * The same for an npy file, of which at most a few mebibytes are in memory; only its first `examples` are
 * looked at, if that is given. Throws DATASET_*.
 */
export async function refuseInfiniteFile(
  path: string,
  { dtype, shape, offset }: NpyHeader,
  examples = shape[0]!,
): Promise<void> {
  if (dtype !== '<f4') return;
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const all = Math.min(examples, shape[0]!) * size;
  const block = new Float32Array(Math.min(all, BLOCK_BYTES / 4));
  const file = await openDeclared(path);
  try {
    for (let first = 0; first < all; first += block.length) {
      const part = block.subarray(0, Math.min(block.length, all - first));
      await readFully(file, new Uint8Array(part.buffer, 0, part.byteLength), offset + 4 * first, path);
      refuseInfinite(path, part, size, first);
    }
  } finally {
    await file.close();
  }
}
