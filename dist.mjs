// Copies what the compiled program reads beside itself: the contract, the page's scripts, the embedded
// datasets, the kernels; and bundles the worker that runs in other images.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCarried } from './carried.mjs';

const here = new URL('.', import.meta.url);
for (const path of [
  'proto/fanout',
  'cli/init/template',
  'web/browser',
  'datasets/iris',
  'datasets/mnist',
  'engines/wasm/assembly/build/kernels.wasm',
  'engines/wasm/assembly/build/kernels-relaxed.wasm',
]) {
  const target = new URL(`dist/${path}`, here);
  rmSync(target, { recursive: true, force: true });
  cpSync(new URL(path, here), target, { recursive: true, filter: (from) => !from.endsWith('.test.ts') });
}
await bundleCarried(fileURLToPath(new URL('dist/cli/carried/main.js', here)), new URL('dist/carried/', here));
