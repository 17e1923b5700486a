/** What a user is told of a run that was broken off, and how it goes on. */
import { dirname, relative } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { resumeCommand } from '../self.ts';
import type { RunDirectory } from './directory.ts';
import { recordedSoFar } from './recorded-so-far.ts';

/** It was told to stop. Never rejects. */
export async function interrupted(directory: RunDirectory): Promise<FanoutError> {
  const soFar = await recordedSoFar(directory);
  return new FanoutError('INTERRUPTED', `run ${directory.run} was interrupted; ${soFar}`, {
    hint: goOn(directory),
  });
}

/**
 * What broke a run off while it lasted, with the way on. Its outcomes so far are kept; where the storage of
 * the run lacks some, what is only damaged is mended. Never rejects.
 */
export async function resumable(error: FanoutError, directory: RunDirectory): Promise<FanoutError> {
  if (error.code === 'RUN_STORE_LOST') {
    const hint = `${goOn(directory)}, which mends storage that is only damaged; else ${error.hint}`;
    return new FanoutError(error.code, error.message, { hint, cause: error });
  }
  // Another directory would be another run: what it needs is room in this one.
  const cause = error.code === 'OUTPUT_UNWRITABLE' ? 'make the file writable, or free space' : error.hint;
  const hint = [cause, `${await recordedSoFar(directory)}; ${goOn(directory)}`].filter(Boolean).join('; ');
  return new FanoutError(error.code, error.message, { hint, cause: error });
}

/** The command that goes on with a run, wherever it is told of. Pure. */
export const goOn = ({ run, path }: RunDirectory) =>
  `go on with: ${resumeCommand(run, relative(process.cwd(), dirname(path)))}`;
