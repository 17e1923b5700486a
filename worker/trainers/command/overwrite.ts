import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Writes a file in the place of what it had before, without giving its blocks back first, which takes its
 * time on a busy disk. Whoever reads it meanwhile may find a mixture. Throws what the file system throws.
 */
export function overwrite(path: string, text: string): void {
  const file = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    const written = writeSync(file, text, 0);
    if (fstatSync(file).size > written) ftruncateSync(file, written);
  } finally {
    closeSync(file);
  }
}
