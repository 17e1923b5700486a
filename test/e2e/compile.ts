/**
 * Compiles the command before the first file of this folder: tests run what a user installs, and a build into
 * `dist` beside them does not change it.
 */
import { compile } from '../support/compile.ts';

export function setup(): void {
  compile('tsconfig.build.json', 'dist-e2e');
}
