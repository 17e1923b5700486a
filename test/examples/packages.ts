/**
 * The packages that the examples need, in a virtual environment that is kept: PyTorch alone takes minutes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/command.ts';

const VENV = join(ROOT, '.cache/examples');
/** Says for which requirements the environment was made. */
const MADE_FOR = join(VENV, 'made-for');

/** Where its programs lie: to be first in PATH. */
export const PROGRAMS = join(VENV, 'bin');

export default function setup(): void {
  const files = requirements();
  const wanted = createHash('sha256');
  for (const file of [...files, ...packageFiles()]) wanted.update(readFileSync(file));
  const key = wanted.digest('hex');
  if (existsSync(MADE_FOR) && readFileSync(MADE_FOR, 'utf8') === key) return;
  rmSync(VENV, { recursive: true, force: true });
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  run('python3', '-m', 'venv', VENV);
  run(
    join(PROGRAMS, 'pip'),
    ...['install', '--quiet', '--disable-pip-version-check'],
    ...files.flatMap((file) => ['-r', file]),
  );
  writeFileSync(MADE_FOR, key);
}

const requirements = () => filesOf('studies', 'requirements.txt');
/** The sources of the package for Python, which is installed too. */
const packageFiles = () => filesOf('clients/python/src', '.py');

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(ROOT, folder, name));
}
