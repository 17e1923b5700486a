import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../processes/identity.ts';
import type { RunDirectory } from './directory.ts';

/**
 * Keeps a second command from working on the same run; returns what lets go of it. The lock names its process
 * by number, start time and start of the machine, so that one left behind by a killed command never counts
 * for another. Commands see each other's locks on one machine and in one container only. Throws RUN_LOCKED.
 */
export function lockRun(directory: RunDirectory): () => void {
  const path = join(directory.path, 'lock');
  const own = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  writeFileSync(own, JSON.stringify(identityOf(process.pid) ?? { pid: process.pid }), { flag: 'wx' });
  try {
    for (;;) {
      try {
        // A link, so that nobody ever reads a lock that is not whole.
        linkSync(own, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const owner = readLock(path);
        if (isRunning(owner)) throw locked(directory, owner.pid!);
        rmSync(path, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Who holds a lock; nobody, if it cannot be read. */
function readLock(path: string): Partial<ProcessIdentity> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    // An older fanout wrote the number alone.
    return typeof content === 'number' ? { pid: content } : ((content ?? {}) as Partial<ProcessIdentity>);
  } catch {
    return {};
  }
}

function locked(directory: RunDirectory, pid: number): FanoutError {
  return new FanoutError('RUN_LOCKED', `process ${pid} is working on run ${directory.run}`, {
    hint: 'wait for it to end, or stop it',
  });
}
