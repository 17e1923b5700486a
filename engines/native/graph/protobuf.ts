/** Fields of protocol buffers, written by protobufjs: as many kinds as a TensorFlow graph needs. */
import protobuf from 'protobufjs/minimal.js';

const VARINT = 0;
const BYTES = 2;
const FIXED_32 = 5;

const field = (number: number, wire: number) => protobuf.Writer.create().uint32((number << 3) | wire);

/**
 * A field with a whole number, a boolean or an enum. A negative one is its 64-bit two's complement, as proto3
 * has it.
 */
export const whole = (number: number, value: number): Uint8Array =>
  field(number, VARINT).int64(value).finish();

/** A field with a single-precision number. */
export const single = (number: number, value: number): Uint8Array =>
  field(number, FIXED_32).float(value).finish();

/** A field with text, bytes, or a message that is written already. */
export const bytes = (number: number, value: string | Uint8Array): Uint8Array =>
  (typeof value === 'string'
    ? field(number, BYTES).string(value)
    : field(number, BYTES).bytes(value)
  ).finish();

/** A field with a message of these fields. */
export const message = (number: number, fields: readonly Uint8Array[]): Uint8Array =>
  bytes(number, Buffer.concat(fields));
