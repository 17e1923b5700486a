/** One header block of a tar archive: POSIX ustar, GNU, and the old format without a magic. */

/** Every header and every file's content begins at a multiple of this. */
export const BLOCK = 512;

/** An archive that cannot be read on; the message says what is wrong, and with which member. */
export class TarError extends Error {}

export interface TarHeader {
  readonly path: string;
  /**
   * What kind of member it is, as the header has it: `0` a file, `1` and `2` links, `5` a directory, `x` what
   * pax says of the next, …
   */
  readonly type: string;
  /** Bytes of content, as the header says; links and directories have none whatever it says. */
  readonly size: number;
}

const CHECKSUM = { at: 148, length: 8 } as const;

/** Reads a header block; undefined where it is the zeros that end an archive. Pure. Throws TarError. */
export function parseHeader(block: Uint8Array): TarHeader | undefined {
  const { unsigned, signed, empty } = sumsOf(block);
  if (empty) return undefined;
  const stated = octal(text(block, CHECKSUM.at, CHECKSUM.length));
  const name = text(block, 0, 100);
  // Very old writers added up signed bytes.
  if (stated === undefined || (stated !== unsigned && stated !== signed)) {
    const found = stated === undefined ? 'none' : `${stated} for ${unsigned}`;
    throw new TarError(`a header has a wrong checksum: ${found}`);
  }
  const prefix = text(block, 257, 6) === 'ustar' && block[262] === 0 ? text(block, 345, 155) : '';
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const size = numberOf(block, 124, 12);
  if (size === undefined) throw new TarError(`the size of ${JSON.stringify(path)} is no number`);
  return { path, type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!), size };
}

/**
 * The header of a file with this path (at most 100 bytes), of nobody and of no time: the same file gives the
 * same bytes. Pure.
 */
export function fileHeader(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(path) > 100) throw new Error(`the path ${path} is longer than a header takes`);
  block.write(path, 0);
  block.write('0000644\x000000000\x000000000\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\x0000000000000\0`, 124);
  block.fill(' ', CHECKSUM.at, CHECKSUM.at + CHECKSUM.length);
  block.write('0ustar\x0000', 156);
  block.write(`${sumsOf(block).unsigned.toString(8).padStart(6, '0')}\0 `, CHECKSUM.at);
  return block;
}

/** Bytes from a content's end to the next block. Pure. */
export const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function sumsOf(block: Uint8Array) {
  let [unsigned, signed, any] = [0, 0, 0];
  for (let at = 0; at < BLOCK; at++) {
    const found = block[at]!;
    any |= found;
    const byte = at >= CHECKSUM.at && at < CHECKSUM.at + CHECKSUM.length ? 0x20 : found;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return { unsigned, signed, empty: any === 0 };
}

/** A number in octal digits, or for the large ones in bytes behind a set first bit. */
function numberOf(block: Uint8Array, at: number, length: number): number | undefined {
  if ((block[at]! & 0x80) === 0) return octal(text(block, at, length));
  let value = block[at]! & 0x7f;
  for (let index = at + 1; index < at + length; index++) value = value * 256 + block[index]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

function octal(digits: string): number | undefined {
  const trimmed = digits.trim();
  return /^[0-7]+$/.test(trimmed) ? Number.parseInt(trimmed, 8) : undefined;
}

function text(block: Uint8Array, at: number, length: number): string {
  const end = block.indexOf(0, at);
  const stop = end < 0 || end > at + length ? at + length : end;
  return Buffer.from(block.buffer, block.byteOffset + at, stop - at).toString();
}
