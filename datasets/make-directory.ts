import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

type Make = (path: string, options: { readonly mode: number }) => Promise<unknown>;

/**
 * Makes a directory and those above it, of which each may be there already. Unlike `mkdir` with `recursive`,
 * it says why the file system refuses (EROFS, where that says ENOENT), and ends where a directory is there
 * that takes no entries (`/proc/1`, where that tries for ever). Throws what the file system throws, and
 * ENOTDIR where a file is in the way.
 */
export async function makeDirectory(path: string, mode = 0o777, make: Make = mkdir): Promise<void> {
  const whole = resolve(path);
  if (await isDirectory(whole)) return;
  const above = dirname(whole);
  // The directory above is made first: what hinders that is the cause of whatever would follow.
  if (above !== whole) await makeDirectory(above, 0o777, make);
  await make(whole, { mode }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    // Another process may have been quicker.
    if (await isDirectory(whole)) return;
    throw Object.assign(new Error(`ENOTDIR: ${whole} is a file`), { code: 'ENOTDIR', path: whole });
  });
}

const isDirectory = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
