import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../../datasets/make-directory.ts';
import { isOfTheDisk, whyUnwritten } from '../../datasets/why-unwritten.ts';
import type { Effects } from './effects.ts';
import { NATS_VERSION } from './pins.ts';
import { usableVersion } from './usable.ts';

/** Where the fetched binary of the pinned version is kept. */
export function cachedBinary(cacheDirectory: string): string {
  return join(cacheDirectory, 'nats-server', `v${NATS_VERSION}`, 'nats-server');
}

/**
 * Puts a binary into the cache: written beside its place, tried, then renamed, so that two processes at once
 * cannot disturb each other and nobody sees half a file. Throws when it does not run, or the cache cannot be
 * written.
 */
export async function install(
  effects: Effects,
  binary: Uint8Array,
): Promise<{ path: string; version: string }> {
  const path = cachedBinary(effects.cacheDirectory);
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await makeDirectory(dirname(path));
    await writeFile(temporary, binary, { mode: 0o755 });
    await chmod(temporary, 0o755);
    const version = await usableVersion(effects, temporary);
    await rename(temporary, path);
    return { path, version };
  } catch (error) {
    if (!isOfTheDisk(error)) throw error;
    throw new Error(`cannot keep it in ${dirname(path)}: ${whyUnwritten(error)}`);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
