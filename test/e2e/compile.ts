/**
 * Compiles the command before the first file of this folder: its processes start in half a second, and are those
 * that a user installs.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/command.ts';

export function setup(): void {
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  node('dist.mjs');
}
