import { createHash } from 'node:crypto';

/** SHA-256 (hex) of bytes. Pure. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Names a dataset's content: SHA-256 (hex) over x's bytes, then classes as little-endian uint32, targets of a
 * regression as float32. Pure.
 */
export function contentChecksum(
  x: Uint8Array | Float32Array,
  y: Uint8Array | Int32Array | Float32Array,
): string {
  const hash = createHash('sha256').update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength));
  if (y instanceof Float32Array)
    return hash.update(new Uint8Array(y.buffer, y.byteOffset, y.byteLength)).digest('hex');
  const words = new DataView(new ArrayBuffer(4 * y.length));
  for (let index = 0; index < y.length; index++) words.setUint32(4 * index, y[index]!, true);
  return hash.update(words).digest('hex');
}
