import { chmodSync, copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The dynamic loader: `ld-linux-x86-64.so.2`, `ld-linux-aarch64.so.1`. */
const LOADER = /^ld-.*\.so\.\d+$/;

/** Libraries that this process has loaded, by the names that they were asked for. */
function sharedObjects(): string[] {
  const { sharedObjects: all } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return all.filter((path) => path.startsWith('/') && path !== process.execPath);
}

/**
 * Fills the folder `to` with all that a worker needs in an image that has nothing of it: `bundle`, which
 * `carried.mjs` made, this Node, and the libraries and the loader of this image, so that the other one's C
 * library does not matter. It is started with `lib/ld.so --library-path lib bin/node program/fanout.mjs`.
 */
export function carry(bundle: string, to: string): void {
  cpSync(bundle, to, { recursive: true });
  for (const folder of ['bin', 'lib']) mkdirSync(join(to, folder), { recursive: true });
  copyFileSync(process.execPath, join(to, 'bin/node'));
  for (const path of sharedObjects()) {
    const name = basename(path);
    copyFileSync(path, join(to, 'lib', LOADER.test(name) ? 'ld.so' : name));
  }
  chmodSync(join(to, 'lib/ld.so'), 0o755);
}
