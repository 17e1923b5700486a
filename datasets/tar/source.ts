import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read from any place. */
export interface ByteSource {
  readonly size: number;
  /** What stands there, less where the source ends before; good until the next read. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** An archive in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Bytes that are read at once: headers and small files come many together. */
const WINDOW = 2 ** 20;

/**
 * An open file, read through a window that moves towards its end; what is longer than the window is read by
 * itself.
 */
export async function fileSource(file: FileHandle, window = WINDOW): Promise<ByteSource> {
  const { size } = await file.stat();
  const buffer = Buffer.allocUnsafe(Math.min(window, size));
  let [begin, end] = [0, 0];
  return {
    size,
    async read(offset, length) {
      if (offset >= begin && offset + length <= end)
        return buffer.subarray(offset - begin, offset - begin + length);
      if (length > buffer.length) {
        const alone = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
        return alone.subarray(0, await fill(file, alone, offset));
      }
      [begin, end] = [offset, offset];
      end += await fill(file, buffer, offset);
      return buffer.subarray(0, Math.min(length, end - begin));
    },
  };
}

async function fill(file: FileHandle, target: Buffer, offset: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
