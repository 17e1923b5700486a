/**
 * The few forms of DER (ITU-T X.690) that a certificate is written in. Pure.
 */

const bytesOf = (number: number): number[] =>
  number < 256 ? [number] : [...bytesOf(Math.floor(number / 256)), number % 256];

/** Any value: its tag, its length, its content. */
export function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const size = bytesOf(body.length);
  const length = body.length < 128 ? size : [128 + size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => tagged(0x30, ...content);
export const set = (...content: readonly Uint8Array[]): Buffer => tagged(0x31, ...content);
/** A field that is marked by its number, and holds whole values. */
export const marked = (number: number, ...content: readonly Uint8Array[]): Buffer =>
  tagged(0xa0 + number, ...content);
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
/** Bits in whole bytes, but for `unused` at the end. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), content);
export const yes = (): Buffer => tagged(0x01, Buffer.from([0xff]));
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));

/** A number of 0 or more: a byte of zero goes before one that would be read as negative. */
export function integer(content: Uint8Array): Buffer {
  const first = content.findIndex((byte) => byte !== 0);
  const bare = first < 0 ? Buffer.from([0]) : Buffer.from(content.subarray(first));
  return tagged(0x02, ...(bare[0]! >= 128 ? [Buffer.from([0])] : []), bare);
}

/** An object identifier, as it is written: `2.5.29.17`. */
export function identifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const parts = [40 * first + second, ...rest].flatMap(base128);
  return tagged(0x06, Buffer.from(parts));
}

function base128(number: number): number[] {
  const digits = [number % 128];
  for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift(128 + (left % 128));
  return digits;
}

/** A moment from 1950 to 2049, to the second. */
export function moment(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${text}Z`));
}
