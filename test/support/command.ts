/** The command `fanout` as a process of its own: as it is installed, compiled by `test/e2e/compile.ts`. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The program to give to `process.execPath`. */
export const FANOUT = join(ROOT, 'dist-e2e/cli/fanout.js');

/** Runs the command to its end. */
export const fanout = (...args: string[]) => fanoutWith({}, ...args);

/** As `fanout`, with variables of its environment. */
export const fanoutWith = (env: Readonly<Record<string, string>>, ...args: string[]) =>
  new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd: ROOT, maxBuffer: 1e8, env: { ...process.env, NO_COLOR: '1', ...env } };
    execFile(process.execPath, [FANOUT, ...args], options, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
    });
  });

/** A study of seconds. */
export const IRIS = ['studies/iris.yaml', '--set', 'training.epochs=2', '--set', 'seeds=[1]'];

/** Processes whose command line names this test's directory or run. */
export const leftovers = (mark: string) =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
