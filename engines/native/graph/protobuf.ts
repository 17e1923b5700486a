/** Writes protocol buffers: as much of the wire format as a TensorFlow graph needs. */

const VARINT = 0;
const BYTES = 2;
const FIXED_32 = 5;

function varint(value: number): number[] {
  const bytes: number[] = [];
  // A negative number is its 64-bit two's complement, as proto3 has it.
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

const tag = (field: number, wire: number) => varint((field << 3) | wire);

/** A field with a whole number, a boolean or an enum. */
export const whole = (field: number, value: number): Buffer =>
  Buffer.from([...tag(field, VARINT), ...varint(value)]);

/** A field with a single-precision number. */
export function single(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([Buffer.from(tag(field, FIXED_32)), bytes]);
}

/** A field with text, bytes, or a message that is written already. */
export function bytes(field: number, value: string | Uint8Array): Buffer {
  const content = Buffer.from(value as Uint8Array);
  return Buffer.concat([Buffer.from([...tag(field, BYTES), ...varint(content.length)]), content]);
}

/** A field with a message of these fields. */
export const message = (field: number, fields: readonly Uint8Array[]): Buffer =>
  bytes(field, Buffer.concat(fields));
