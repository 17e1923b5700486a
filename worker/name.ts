import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** What names of workers of this machine begin with. */
export const workerHost = (): string => hostname().slice(0, 60);

/**
 * A name for this process among all workers of a run: the machine's, the process id, a random part.
 * `identity`: whom its token is for; the name begins with it. A pod's own name begins with that of its Job,
 * for which the token is, and stays.
 */
export function workerName(identity?: string, machine: string = workerHost()): string {
  const begin = identity === undefined || machine.startsWith(`${identity}-`) ? machine : identity;
  return `${begin}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
