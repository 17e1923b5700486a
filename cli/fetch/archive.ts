import { gunzipSync, inflateRawSync } from 'node:zlib';

/** The real binary is 18 MB; more than this is not it. */
const MAX_BINARY_BYTES = 128 * 1024 * 1024;

const TAR_BLOCK = 512;
const ZIP_END = 0x06054b50;
const ZIP_ENTRY = 0x02014b50;
const ZIP_STORED = 0;

/** The file of a tar.gz whose path ends in `/name` (POSIX ustar). Throws when it is not there. */
export function memberOfTarGz(bytes: Uint8Array, name: string): Buffer {
  const tar = gunzipSync(bytes, { maxOutputLength: MAX_BINARY_BYTES });
  for (let at = 0; at + TAR_BLOCK <= tar.length; ) {
    const path = text(tar, at, 100);
    if (path === '') break;
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    if (!Number.isInteger(size)) throw new Error('the archive is damaged');
    const start = at + TAR_BLOCK;
    if (path === name || path.endsWith(`/${name}`)) return tar.subarray(start, start + size);
    at = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  throw new Error(`the archive has no ${name}`);
}

/** The file of a zip at exactly this path (stored or deflated, below 4 GiB). Throws when it is not there. */
export function memberOfZip(bytes: Uint8Array, path: string): Buffer {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== ZIP_END) throw new Error('the archive is damaged');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== ZIP_ENTRY) throw new Error('the archive is damaged');
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === path) return zipContent(zip, at);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`the archive has no ${path}`);
}

function zipContent(zip: Buffer, entry: number): Buffer {
  const local = zip.readUInt32LE(entry + 42);
  // The local header's name and extra lengths may differ from the directory's.
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const content = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  if (zip.readUInt16LE(entry + 10) === ZIP_STORED) return content;
  return inflateRawSync(content, { maxOutputLength: MAX_BINARY_BYTES });
}

function text(buffer: Buffer, start: number, length: number): string {
  return buffer
    .toString('latin1', start, start + length)
    .split('\0', 1)[0]!
    .trim();
}
