const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_LENGTH = 22;

/** The method of a file that is not compressed; every other is taken for deflate. */
export const STORED = 0;

/** A zip's end is at most this long: the record of the end and its comment. */
export const MAX_END_LENGTH = END_LENGTH + 0xffff;

/** One file as the directory of a zip lists it. Sizes in bytes. */
export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly offset: number;
}

/** Where the directory of a zip of `length` bytes starts, from its last bytes. Throws when there is none. */
export function directoryStart(tail: Buffer): number {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_LENGTH > tail.length || tail.readUInt32LE(end) !== END) {
    throw new Error('the archive is damaged');
  }
  return tail.readUInt32LE(end + 16);
}

/** The files that a zip of `length` bytes lists (below 4 GiB, at most 65,535); `tail` is its last bytes, from the directory or before. */
export function directoryOf(tail: Buffer, length: number): ZipEntry[] {
  const before = length - tail.length;
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = directoryStart(tail) - before;
  const entries: ZipEntry[] = [];
  for (let left = tail.readUInt16LE(end + 10); left > 0; left--) {
    if (tail.readUInt32LE(at) !== ENTRY) throw new Error('the archive is damaged');
    const nameLength = tail.readUInt16LE(at + 28);
    entries.push({
      path: tail.toString('utf8', at + 46, at + 46 + nameLength),
      method: tail.readUInt16LE(at + 10),
      packedSize: tail.readUInt32LE(at + 20),
      size: tail.readUInt32LE(at + 24),
      offset: tail.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  }
  return entries;
}
