/** A dataset in memory: the one shape that every source (IDX, npy, embedded, fetched) is read into. */
export interface Dataset {
  readonly name: string;
  /** Number of examples, N. */
  readonly examples: number;
  /** Shape of one example: [height, width, channels] for images, [features] for tables. */
  readonly shape: readonly number[];
  /** Row-major values, N × the product of `shape`; raw bytes 0 … 255 are multiplied by `scale` when they are used. */
  readonly x: Uint8Array | Float32Array;
  /** What a value of `x` is multiplied by inside the graph: 1/255 for bytes, 1 for floats. */
  readonly scale: number;
  /** Class of each example, 0 … classes − 1. */
  readonly y: Uint8Array | Int32Array;
  readonly classes: number;
  /** SHA-256 (hex) over `x`'s bytes, then `y`'s as little-endian uint32: names the content, whatever file it came from. */
  readonly sha256: string;
  readonly licence: string;
}
