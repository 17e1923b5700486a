import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../../../datasets/make-directory.ts';
import { trialDirectoryName } from '../../trial-directory.ts';
import type { CheckpointStore } from './store.ts';

/** What a file is called until it is whole. */
const UNFINISHED = '.unfinished';

/**
 * Checkpoints in a folder: a directory for each trial, where a program of the user's own would have it too.
 * A file has its name once it is whole and on the disk.
 */
export function folderStore(folder: string): CheckpointStore {
  const directoryOf = (trial: string) => join(folder, trialDirectoryName(trial));
  return {
    place: folder,
    async list(trial) {
      const names = await readdir(directoryOf(trial)).catch(noneIfAbsent);
      return names.filter((name) => !name.endsWith(UNFINISHED));
    },
    read: (trial, name) => readFile(join(directoryOf(trial), name)),
    async write(trial, name, parts) {
      const directory = directoryOf(trial);
      await makeDirectory(directory);
      await removeUnfinished(directory, name);
      const unfinished = join(directory, `${name}.${randomBytes(4).toString('hex')}${UNFINISHED}`);
      try {
        await writeSynced(unfinished, parts);
        await rename(unfinished, join(directory, name));
        await syncDirectory(directory);
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async remove(trial, name) {
      const directory = directoryOf(trial);
      await rm(join(directory, name), { force: true });
      // The last one takes the directory with it; one that has something else in it stays.
      await rmdir(directory).catch(() => undefined);
    },
  };
}

async function writeSynced(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name that was given outlasts a crash once its directory is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** What an attempt that was killed has left half-written. */
async function removeUnfinished(directory: string, name: string): Promise<void> {
  const kind = name.replace(/-\d+\..*$/, '');
  const left = await readdir(directory);
  const own = left.filter((each) => each.startsWith(kind) && each.endsWith(UNFINISHED));
  for (const each of own) await rm(join(directory, each), { force: true });
}

function noneIfAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}
