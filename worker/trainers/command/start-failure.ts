import { asFanoutError, FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';

export interface FailedStart {
  /** The program, as the study calls it. */
  readonly program: string;
  readonly directory: string;
  readonly directoryExists: boolean;
  /** Where programs are looked for that are named without a path. */
  readonly path: string | undefined;
}

/** What the system says of a program that is not there, or is none. */
const MISSING: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it may not be executed',
  EPERM: 'it may not be executed',
  ENOEXEC: 'it is no program of this machine',
  ENOTDIR: 'its path goes through a file',
  EISDIR: 'it is a directory',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
};

/** Why a program could not be started, as an error of the catalogue. Pure. */
export function startFailure(error: unknown, start: FailedStart): FanoutError {
  const { code, message } = error as NodeJS.ErrnoException;
  const program = shownText(start.program);
  if (!start.directoryExists) {
    return new FanoutError(
      'PROGRAM_MISSING',
      `cannot run ${program}: there is no directory ${shownText(start.directory)} (trainer.directory) on this machine`,
      { hint: 'give trainer.directory a directory that every worker has', cause: error },
    );
  }
  const words = code === undefined ? undefined : MISSING[code];
  if (words !== undefined) {
    const where = start.program.includes('/')
      ? `in ${shownText(start.directory)}`
      : `in the PATH ${shownText(start.path ?? '')}`;
    return new FanoutError('PROGRAM_MISSING', `cannot run ${program} ${where}: ${words} (${code})`, {
      hint: 'name a program in trainer.command that every worker has, or its absolute path',
      cause: error,
    });
  }
  const known = asFanoutError(error);
  if (known.code !== 'INTERNAL') return known;
  return new FanoutError('PROGRAM_FAILED', `cannot run ${program}: ${shownText(message)}`, { cause: error });
}
