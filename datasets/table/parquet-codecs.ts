import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * What unpacks the pages of a Parquet file. A page of nulls alone has no bytes, and some of the library's
 * functions look for a first one: these are not asked.
 */
export const DECOMPRESSORS: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (packed: Uint8Array, bytes: number) => (bytes === 0 ? new Uint8Array(0) : unpack(packed, bytes)),
  ]),
);
