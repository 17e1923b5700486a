// Builds the kernels: build/kernels.wasm, and build/sources.sha256, by which the engine sees whether they are current.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from './fingerprint.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, 'build');
const stamp = join(build, 'sources.sha256');
const current = fingerprint(here);

/** Whether the last build was made from the sources as they are. */
function isCurrent() {
  try {
    return readFileSync(stamp, 'utf8') === current && readFileSync(join(build, 'kernels.wasm')).length > 0;
  } catch {
    return false;
  }
}

if (!isCurrent()) {
  const { default: asc } = await import('assemblyscript/asc');
  const options = '-O3 --enable simd --runtime stub --importMemory --noAssert --use abort=';
  let binary;
  const { error, stderr } = await asc.main(['index.ts', '-o', 'kernels.wasm', ...options.split(' ')], {
    readFile(name, base) {
      try {
        return readFileSync(join(here, base, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile(name, contents) {
      if (name === 'kernels.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    process.stderr.write(`the kernels do not compile:\n${stderr.toString()}`);
    process.exit(1);
  }
  mkdirSync(build, { recursive: true });
  // Renamed into place: a process that loads the kernels meanwhile sees the old or the new file, never half of one.
  for (const [name, contents] of [
    ['kernels.wasm', binary],
    ['sources.sha256', current],
  ]) {
    const temporary = join(build, `${name}.${process.pid}`);
    writeFileSync(temporary, contents);
    renameSync(temporary, join(build, name));
  }
}
