/** Compiles the command before the first file of this folder: tests run what a user installs. */
import { compile } from '../support/compile.ts';

export function setup(): void {
  compile('tsconfig.build.json', 'dist');
}
