// Builds the kernels, for plain and for relaxed SIMD, from the sources here and the optimizers' programs (run
// it with tsx), and build/sources.sha256, by which the engine sees whether they are current.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MOST_COEFFICIENTS } from '../../optimizers/program.ts';
import { PROGRAMS } from '../../optimizers/registry.ts';
import { fingerprint } from './fingerprint.mjs';
import { programsSource } from './programs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, 'build');
const stamp = join(build, 'sources.sha256');
const current = fingerprint(here);

/** The one source that is made here: it is never written to disk. */
const GENERATED = 'build/programs.ts';

/** What each file is built with. */
const BUILDS = {
  'kernels.wasm': ['--enable', 'simd'],
  'kernels-relaxed.wasm': ['--enable', 'simd', '--enable', 'relaxed-simd'],
};

/** Whether the last build was made from the sources as they are. */
function isCurrent() {
  try {
    return (
      readFileSync(stamp, 'utf8') === current &&
      Object.keys(BUILDS).every((name) => readFileSync(join(build, name)).length > 0)
    );
  } catch {
    return false;
  }
}

async function compile(name, features) {
  const { default: asc } = await import('assemblyscript/asc');
  const options = '-O3 --runtime stub --importMemory --noAssert --use abort='.split(' ');
  let binary;
  const { error, stderr } = await asc.main(['index.ts', '-o', name, ...features, ...options], {
    readFile(path, base) {
      if (path === GENERATED) return programsSource(PROGRAMS, MOST_COEFFICIENTS);
      try {
        return readFileSync(join(here, base, path), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile(path, contents) {
      if (path === name) binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    process.stderr.write(`the kernels do not compile:\n${stderr.toString()}`);
    process.exit(1);
  }
  return binary;
}

if (!isCurrent()) {
  const files = [];
  for (const [name, features] of Object.entries(BUILDS)) files.push([name, await compile(name, features)]);
  mkdirSync(build, { recursive: true });
  // Renamed into place, the stamp last: a process that loads the kernels meanwhile sees the old or the new
  // files, never half of one.
  for (const [name, contents] of [...files, ['sources.sha256', current]]) {
    const temporary = join(build, `${name}.${process.pid}`);
    writeFileSync(temporary, contents);
    renameSync(temporary, join(build, name));
  }
}
