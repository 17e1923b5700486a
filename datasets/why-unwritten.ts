/** What the file system says, in words. */
const WORDS: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the quota on the disk is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOTDIR: 'a file stands where a directory should',
  EISDIR: 'a directory stands where the file should',
  EEXIST: 'a file stands where a directory should',
  ENOENT: 'nothing can be made there',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  EFBIG: 'the file may not be so large',
  EIO: 'the disk reports an error',
};

/**
 * Why something could not be written, for a message that names it: `the file system is read-only (EROFS)`.
 * Pure.
 */
export function whyUnwritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : WORDS[code];
  return words === undefined ? (message ?? String(error)) : `${words} (${code})`;
}

/**
 * Whether an error is one of the file system, which no other try at a network or with another source mends.
 * Pure.
 */
export function isOfTheDisk(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && Object.hasOwn(WORDS, code) && !NETWORK.has(syscall ?? '');
}

/** Calls whose EACCES or EPERM is a firewall's. */
const NETWORK = new Set(['connect', 'bind', 'listen', 'getaddrinfo']);
