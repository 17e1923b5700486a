import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** What names of workers of this machine begin with. */
export const workerHost = (): string => hostname().slice(0, 60);

/** A name for this process among all workers of a run: what it begins with, the process id, a random part. */
export const workerName = (begin: string = workerHost()): string =>
  `${begin}-${process.pid}-${randomBytes(3).toString('hex')}`;
