/**
 * Files out of a zip, read by yauzl: zip64, checked sizes and checked paths are its business; it leaves the
 * checksums to its callers.
 */
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { makeDirectory } from '../../datasets/make-directory.ts';
import { MAX_UNPACKED_BYTES } from './archive.ts';

/**
 * Takes files out of a zip on disk, however large, without holding one in memory. `place` says where in
 * `directory` a path of the zip goes; undefined: it is left out. Calls `onBytes` with what has been written
 * since it was last called. Returns how many files it wrote. Throws when the archive is damaged, or `signal`
 * is aborted.
 */
export async function unzip(
  zip: string,
  directory: string,
  place: (path: string) => string | undefined,
  { onBytes = () => {}, signal }: { onBytes?: (count: number) => void; signal?: AbortSignal } = {},
): Promise<number> {
  const archive = await openPromise(zip).catch(damaged(''));
  try {
    let written = 0;
    for await (const { entry, content } of filesOf(archive, (path) => place(path) !== undefined)) {
      const path = join(directory, place(entry)!);
      await makeDirectory(dirname(path));
      await pipeline(
        content,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            onBytes(chunk.length);
            yield chunk;
          }
        },
        createWriteStream(path),
        signal ? { signal } : {},
      ).catch(damaged(` at ${entry}`));
      written++;
    }
    return written;
  } finally {
    archive.close();
  }
}

/**
 * The file of a zip at exactly this path. Throws when it is not there, is larger than 128 MiB, or the archive
 * is damaged.
 */
export async function memberOfZip(bytes: Uint8Array, path: string): Promise<Buffer> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const archive = await fromBufferPromise(zip).catch(damaged(''));
  for await (const { size, content } of filesOf(archive, (name) => name === path)) {
    if (size > MAX_UNPACKED_BYTES)
      throw new Error(`${path} has ${size} bytes, at most ${MAX_UNPACKED_BYTES} are read`);
    return await buffer(content).catch(damaged(` at ${path}`));
  }
  throw new Error(`the archive has no ${path}`);
}

interface ZipMember {
  readonly entry: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly content: Readable;
}

async function* filesOf(archive: ZipFile, isWanted: (path: string) => boolean): AsyncGenerator<ZipMember> {
  const entries = archive.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch(damaged(''));
    if (next.done) return;
    const { fileName: entry, uncompressedSize: size, crc32: checksum } = next.value;
    if (entry.endsWith('/') || !isWanted(entry)) continue;
    const unpacked = await archive.openReadStreamPromise(next.value).catch(damaged(` at ${entry}`));
    const content = checked(checksum);
    // Its reader hears of it, and of what else goes wrong.
    pipeline(unpacked, content).catch(() => undefined);
    yield { entry, size, content };
  }
}

/** Passes bytes on, and fails at their end unless they have this CRC-32. */
function checked(expected: number): Transform {
  let found = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      found = crc32(chunk, found);
      done(null, chunk);
    },
    flush: (done) => done(found === expected ? null : new Error('its checksum is not that of its content')),
  });
}

/**
 * What yauzl and zlib say of the archive's content is told as such; what the disk or an aborted signal says
 * is passed on.
 */
const damaged = (where: string) => (cause: Error & { code?: string }) => {
  const ofArchive = cause.code === undefined || cause.code.startsWith('Z_');
  if (!ofArchive || cause.name === 'AbortError') throw cause;
  throw new Error(`the archive is damaged${where}: ${cause.message}`, { cause });
};
