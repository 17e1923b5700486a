import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LogSource } from '../../web/log.ts';
import { blockDirectory } from '../until/sequence.ts';
import type { RunDirectory } from './directory.ts';
import { logFile, loggedAttempts } from './trial-logs.ts';

/** The logs of a run for its page: those in its directory, and in those of its blocks of seeds. */
export function pageLogs(whole: RunDirectory): LogSource {
  /** Where the logs of a trial are. Each seed is in one block. */
  const placeOf = async (key: string) => {
    for (const directory of directories(whole)) {
      const attempts = await loggedAttempts(directory, key);
      if (attempts.length > 0) return { directory, attempts };
    }
    return { directory: whole, attempts: [] };
  };
  return {
    attempts: async (key) => (await placeOf(key)).attempts,
    read: async (key, attempt) => readFile(logFile((await placeOf(key)).directory, key, attempt), 'utf8'),
  };
}

function* directories(whole: RunDirectory): Iterable<RunDirectory> {
  yield whole;
  for (let block = 1; ; block++) {
    const directory = blockDirectory(whole, block);
    if (!existsSync(directory.manifest)) return;
    yield directory;
  }
}
