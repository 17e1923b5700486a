/**
 * Compiles the command before the first file of this folder: tests run what a user installs, and `dist` may
 * be built anew beside them.
 */
import { compile } from '../support/compile.ts';

export function setup(): void {
  compile('tsconfig.build.json', 'dist-e2e');
}
