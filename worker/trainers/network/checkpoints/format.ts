/**
 * How a checkpoint lies in a file: eight bytes that say what it is, the length of the header (32 bits), the
 * header (JSON, filled up with blanks to four bytes), the arrays one after the other, each filled up to four
 * bytes, and the SHA-256 of all that comes before it. Numbers are little-endian, as every machine that fanout
 * runs on has them.
 */
import { createHash, webcrypto } from 'node:crypto';
import { exactJson, fromExactJson } from './exact-json.ts';

const MAGIC = Buffer.from('fanoutc1', 'latin1');
const SHA256_BYTES = 32;

/** Arrays that a checkpoint may hold. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

const KINDS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;

/** What is in a file: plain data, and arrays. */
export interface Contents {
  readonly data: unknown;
  readonly arrays: readonly Numbers[];
}

interface Header {
  readonly data: unknown;
  readonly arrays: readonly { readonly kind: Kind; readonly length: number }[];
}

const filled = (bytes: number) => Math.ceil(bytes / 4) * 4;

const kindOf = (array: Numbers): Kind =>
  array instanceof Float32Array ? 'f32' : array instanceof Int32Array ? 'i32' : 'u8';

/**
 * The parts of a file, in their order. The checksum is made on another thread, so that training goes on
 * meanwhile: the arrays must stay as they are until then.
 */
export async function encoded({ data, arrays }: Contents): Promise<readonly Uint8Array[]> {
  const header: Header = {
    data,
    arrays: arrays.map((array) => ({ kind: kindOf(array), length: array.length })),
  };
  const text = Buffer.from(exactJson(header));
  const begin = MAGIC.length + 4;
  const sizes = arrays.map(({ byteLength }) => filled(byteLength));
  const body = Buffer.alloc(begin + filled(text.length) + sizes.reduce((sum, size) => sum + size, 0), ' ');
  MAGIC.copy(body);
  body.writeUInt32LE(filled(text.length), MAGIC.length);
  text.copy(body, begin);
  let at = begin + filled(text.length);
  for (const [index, array] of arrays.entries()) {
    body.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += sizes[index]!;
  }
  return [body, new Uint8Array(await webcrypto.subtle.digest('SHA-256', body))];
}

/** What a file has in it; undefined where it is not whole, or no checkpoint. Pure. */
export function decoded(bytes: Uint8Array): Contents | undefined {
  const end = bytes.length - SHA256_BYTES;
  const begin = MAGIC.length + 4;
  if (end < begin || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
  const body = bytes.subarray(0, end);
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(end))) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = begin + view.getUint32(MAGIC.length, true);
  const { data, arrays } = fromExactJson(Buffer.from(bytes.subarray(begin, at)).toString()) as Header;
  const found = arrays.map(({ kind, length }) => {
    const { BYTES_PER_ELEMENT: each } = KINDS[kind];
    const own = bytes.slice(at, at + length * each);
    at += filled(length * each);
    return new KINDS[kind](own.buffer, own.byteOffset, length);
  });
  return { data, arrays: found };
}
