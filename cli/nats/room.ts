import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Free room that makes a new start of nats-server worth trying, in bytes. */
const ROOM = 256 * 1024;
/**
 * What a file system says that cannot take more, now or at all. A directory that is gone is another matter.
 */
const UNWRITABLE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EPERM']);

/**
 * Why a directory cannot take 256 KiB more, as a code of the operating system: "ENOSPC"; undefined when it
 * can.
 */
export async function whyUnwritable(directory: string): Promise<string | undefined> {
  const path = join(directory, '.room');
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(Buffer.alloc(ROOM, 1));
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== undefined && UNWRITABLE.has(code) ? code : undefined;
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}
