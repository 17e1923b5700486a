/** The programs whose processes the suite starts, compiled: it starts more than a hundred. */
import { join } from 'node:path';
import { ROOT } from '../support/command.ts';
import { compile } from '../support/compile.ts';

const FOLDER = 'dist-faults';

/** Compiles them: once, before the first is started. */
export const compilePrograms = (): void => compile('tsconfig.faults.json', FOLDER);

/** Where one is: `cli/fanout`, `test/faults/processes/worker`. */
export const compiled = (program: string): string => join(ROOT, FOLDER, `${program}.js`);
