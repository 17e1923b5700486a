import { asFanoutError, FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';

export interface FailedStart {
  /** The program, as the study calls it. */
  readonly program: string;
  readonly directory: string;
  readonly directoryIs: 'there' | 'missing' | 'a file';
  /** Where programs are looked for that are named without a path. */
  readonly path: string | undefined;
  /** What stands where the name leads to from the directory. */
  readonly found: FoundProgram | undefined;
}

export interface FoundProgram {
  readonly isDirectory: boolean;
  /** The first word of a script's first line, as it is: `/bin/sh`. */
  readonly interpreter: string | undefined;
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
  const { code = '', message } = error as NodeJS.ErrnoException;
  const program = shownText(start.program);
  if (start.directoryIs !== 'there') {
    const [directory, is] = [shownText(start.directory), start.directoryIs];
    const why = is === 'missing' ? `there is no directory ${directory}` : `${directory} is no directory`;
    return new FanoutError(
      'PROGRAM_MISSING',
      `cannot run ${program}: ${why} (trainer.directory) on this machine`,
      { hint: 'give trainer.directory a directory that every worker has', cause: error },
    );
  }
  const missing = MISSING[code] === undefined ? undefined : whyMissing(code, start);
  if (missing) {
    const where = start.program.includes('/')
      ? `in ${shownText(start.directory)}`
      : `in the PATH ${shownText(start.path ?? '')}`;
    const { words, hint } = missing;
    return new FanoutError('PROGRAM_MISSING', `cannot run ${program} ${where}: ${words} (${code})`, {
      ...{ hint, cause: error },
    });
  }
  const known = asFanoutError(error);
  if (known.code !== 'INTERNAL') return known;
  if (code === 'E2BIG')
    return new FanoutError(
      'PROGRAM_FAILED',
      `cannot run ${program}: what it is given is too long (${code})`,
      {
        hint: 'have the program read long parameters from the file that $FANOUT_TRIAL names',
        cause: error,
      },
    );
  return new FanoutError('PROGRAM_FAILED', `cannot run ${program}: ${shownText(message)}`, { cause: error });
}

/** What is to be said and done where the system finds no program, or none that it can run. */
function whyMissing(code: string, { program, found }: FailedStart): { words: string; hint: string } {
  const hint = 'name a program in trainer.command that every worker has, or its absolute path';
  const isPath = program.includes('/');
  if (isPath && found?.isDirectory) return { words: 'it is a directory', hint };
  if (code === 'ENOENT' && isPath && found) return withoutInterpreter(found.interpreter);
  const words = MISSING[code]!;
  if (!isPath && found && !found.isDirectory)
    return { words, hint: `write ./${program} for the one in trainer.directory` };
  if (/\s/.test(program) && !found)
    return { words, hint: 'give each argument an entry of its own in trainer.command: [python, train.py]' };
  return { words, hint };
}

/** The file is there, and yet the system says that something is not. */
function withoutInterpreter(interpreter: string | undefined): { words: string; hint: string } {
  if (interpreter === undefined)
    return { words: 'what it needs to be loaded is not there', hint: 'build it for this machine' };
  const words = `its first line names ${JSON.stringify(interpreter)}, which is not there`;
  return interpreter.endsWith('\r')
    ? { words, hint: 'its lines end as those of Windows do: convert it, for example with dos2unix' }
    : { words, hint: 'correct its first line, or name what runs it in trainer.command: [python, train.py]' };
}
