/** A file system so small that a test can fill it, or make it read-only. */
import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  /** Takes all the room there is, to the last byte. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  /** From now on nothing can be written there. Nobody may have a file open for writing. */
  makeReadOnly(): Promise<void>;
  /** Takes that back. */
  makeWritable(): Promise<void>;
  /** Unmounts it. Whoever uses it must have ended. */
  remove(): Promise<void>;
}

/** Mounts a tmpfs at `path`; undefined where this machine does not allow it. */
export async function smallDisk(path: string, mebibytes: number): Promise<SmallDisk | undefined> {
  await mkdir(path, { recursive: true });
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]).then(
    () => true,
    () => false,
  );
  if (!mounted) return undefined;
  const ballast = join(path, 'ballast');
  return {
    fill: () => fill(ballast),
    free: () => rm(ballast),
    makeReadOnly: async () => void (await run('mount', ['-o', 'remount,ro', path])),
    makeWritable: async () => void (await run('mount', ['-o', 'remount,rw', path])),
    remove: async () => void (await run('umount', [path])),
  };
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(64 * 1024, 1);
  try {
    for (let size = chunk.length; size >= 1; ) {
      const written = await file.write(chunk, 0, size).then(
        ({ bytesWritten }) => bytesWritten,
        () => 0,
      );
      if (written < size) size = Math.floor(size / 2);
    }
  } finally {
    await file.close();
  }
}
