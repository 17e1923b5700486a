import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from './effects.ts';
import { NATS_VERSION } from './pins.ts';
import { usableVersion } from './usable.ts';

/** Where the fetched binary of the pinned version is kept. */
export function cachedBinary(cacheDirectory: string): string {
  return join(cacheDirectory, 'nats-server', `v${NATS_VERSION}`, 'nats-server');
}

/**
 * Puts a binary into the cache: written beside its place, tried, then renamed, so that two processes at once cannot
 * disturb each other and nobody sees half a file. Throws when it does not run.
 */
export async function install(
  effects: Effects,
  binary: Uint8Array,
): Promise<{ path: string; version: string }> {
  const path = cachedBinary(effects.cacheDirectory);
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, binary, { mode: 0o755 });
    await chmod(temporary, 0o755);
    const version = await usableVersion(effects, temporary);
    await rename(temporary, path);
    return { path, version };
  } finally {
    await rm(temporary, { force: true });
  }
}
