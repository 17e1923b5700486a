import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { makeDirectory } from '../../datasets/make-directory.ts';
import { directoryOf, directoryStart, MAX_END_LENGTH, STORED, type ZipEntry } from './zip-directory.ts';

const LOCAL_HEADER_LENGTH = 30;

/**
 * Takes files out of a zip on disk, however large, without holding one in memory. `place` says where in `directory` a path of
 * the zip goes; undefined: it is left out. Calls `onBytes` with what has been written since it was last called.
 * Returns how many files it wrote. Throws when the archive is damaged, or `signal` is aborted.
 */
export async function unzip(
  zip: string,
  directory: string,
  place: (path: string) => string | undefined,
  { onBytes = () => {}, signal }: { onBytes?: (count: number) => void; signal?: AbortSignal } = {},
): Promise<number> {
  const file = await open(zip);
  try {
    let written = 0;
    for (const entry of await entriesOf(file)) {
      const target = entry.path.endsWith('/') ? undefined : place(entry.path);
      if (target === undefined) continue;
      const path = join(directory, target);
      await makeDirectory(dirname(path));
      const start = await contentStart(file, entry);
      const counted = new Transform({
        transform(chunk: Buffer, _, done) {
          onBytes(chunk.length);
          done(null, chunk);
        },
      });
      const options = signal ? { signal } : {};
      const sink = createWriteStream(path);
      if (entry.packedSize === 0) await pipeline([], sink, options);
      else {
        const packed = createReadStream(zip, { start, end: start + entry.packedSize - 1 });
        if (entry.method === STORED) await pipeline(packed, counted, sink, options);
        else await pipeline(packed, createInflateRaw(), counted, sink, options);
      }
      if (sink.bytesWritten !== entry.size) throw new Error(`the archive is damaged at ${entry.path}`);
      written++;
    }
    return written;
  } finally {
    await file.close();
  }
}

async function entriesOf(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const end = await read(file, Math.max(0, size - MAX_END_LENGTH), Math.min(size, MAX_END_LENGTH));
  const start = directoryStart(end);
  if (start > size) throw new Error('the archive is damaged');
  return directoryOf(await read(file, start, size - start), size);
}

/** Behind the local header, whose name and extra lengths may differ from the directory's. */
async function contentStart(file: FileHandle, { offset }: ZipEntry): Promise<number> {
  const header = await read(file, offset, LOCAL_HEADER_LENGTH);
  return offset + LOCAL_HEADER_LENGTH + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the archive is damaged');
  return buffer;
}
