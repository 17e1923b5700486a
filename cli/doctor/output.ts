import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { shownBytes } from '../../datasets/byte-size.ts';
import { whyUnwritten } from '../../datasets/why-unwritten.ts';
import { type Check, note, ok, problem } from './check.ts';

/**
 * A run keeps its queue, ledger, logs and report: a few megabytes; the rest is for several runs and NATS's
 * own limits.
 */
const NEEDED_BYTES = 100 * 1024 ** 2;
const COMFORTABLE_BYTES = 1024 ** 3;

/** Whether runs can be kept in `out`, without making it: what counts is the nearest directory that exists. */
export async function checkOutput(out: string): Promise<Check> {
  const elsewhere = 'choose another directory with --out';
  const path = resolve(out);
  try {
    const existing = await nearest(path);
    if (!(await stat(existing)).isDirectory()) {
      return problem('output', `${existing} is not a directory`, elsewhere);
    }
    await access(existing, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(existing);
    return spaceCheck(path, bavail * bsize);
  } catch (error) {
    return problem('output', `${path} cannot be written: ${whyUnwritten(error)}`, elsewhere);
  }
}

/** Whether so much free space is enough, in bytes. Pure. */
export function spaceCheck(path: string, free: number): Check {
  const says = `${path}, ${shownBytes(free)} free`;
  const todo = 'free some space, or choose another directory with --out';
  if (free < NEEDED_BYTES) return problem('output', says, todo);
  return free < COMFORTABLE_BYTES ? note('output', says, todo) : ok('output', says);
}

async function nearest(path: string): Promise<string> {
  return stat(path).then(
    () => path,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
      return nearest(dirname(path));
    },
  );
}
