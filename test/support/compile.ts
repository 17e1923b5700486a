/**
 * Compiled programs for tests that start many processes: each starts in a third of the processor time that it
 * takes through tsx.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './command.ts';

/** Compiles a project of TypeScript into a new folder, with what its programs read beside themselves. */
export function compile(project: string, folder: string): void {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  rmSync(join(ROOT, folder), { recursive: true, force: true });
  node('node_modules/typescript/bin/tsc', '-p', project, '--outDir', folder);
  node('dist.mjs', folder);
}
