/**
 * A Python with pandas, for the tests that need one: the machine's own, or a virtual environment made for the
 * test.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Raised now and then; pandas 2 is what notebooks have today. */
const PANDAS = 'pandas==2.3.3';

/** The interpreter's path, or why there is none. `directory` is for the virtual environment. */
export async function pythonWithPandas(directory: string): Promise<{ python: string } | { why: string }> {
  if (await works('python3', ['-c', 'import pandas'])) return { python: 'python3' };
  if (!(await works('python3', ['-m', 'venv', directory])))
    return { why: 'no Python that can make a virtual environment on this machine' };
  const python = join(directory, 'bin', 'python');
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
  return (await works(python, [...install, PANDAS]))
    ? { python }
    : { why: `${PANDAS} cannot be installed on this machine` };
}

const works = (command: string, args: string[]) =>
  exec(command, args, { timeout: 240_000 }).then(
    () => true,
    () => false,
  );
