import { createHash } from 'node:crypto';

/** Longest name of a directory that every file system takes, with room for what is added. */
const LONGEST_NAME = 200;

/**
 * The name of a trial's directory: its key, with `_` for `/`; a long one is cut, and told apart by a hash.
 * Pure.
 */
export function trialDirectoryName(trial: string): string {
  const name = trial.replaceAll('/', '_');
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(trial).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME)}-${hash}`;
}
