// Copies what the compiled program reads beside itself: the contract, the page's scripts, the embedded
// datasets, the kernels; and bundles the worker that runs in other images. To `dist`, or to the folder that
// is named.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCarried, READ_BESIDE } from './carried.mjs';

const here = new URL('.', import.meta.url);
const out = process.argv[2] ?? 'dist';
for (const path of [
  ...READ_BESIDE,
  'cli/init/template',
  'web/browser',
  'engines/wasm/assembly/build/kernels.wasm',
  'engines/wasm/assembly/build/kernels-relaxed.wasm',
]) {
  const target = new URL(`${out}/${path}`, here);
  rmSync(target, { recursive: true, force: true });
  cpSync(new URL(path, here), target, { recursive: true, filter: (from) => !from.endsWith('.test.ts') });
}
const entry = fileURLToPath(new URL(`${out}/cli/carried/main.js`, here));
await bundleCarried(entry, new URL(`${out}/carried/`, here));
