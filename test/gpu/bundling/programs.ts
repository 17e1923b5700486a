import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { READ_BESIDE } from '../../../carried.mjs';

/** What CommonJS modules have and ES modules have not. */
const COMMONJS = `
import { createRequire as makeBundledRequire } from 'node:module';
import { dirname as bundledFolder } from 'node:path';
import { fileURLToPath as bundledPath } from 'node:url';
const require = makeBundledRequire(import.meta.url);
const __filename = bundledPath(import.meta.url);
const __dirname = bundledFolder(__filename);`;
const ENTRIES = {
  fanout: 'cli/fanout.ts',
  adapter: 'test/gpu/entries/adapter.ts',
  bench: 'test/gpu/entries/bench.ts',
  compare: 'test/gpu/entries/compare.ts',
  contract: 'test/gpu/entries/contract.ts',
  steps: 'test/gpu/entries/steps.ts',
};
const STAND_IN = fileURLToPath(new URL('./vitest.mjs', import.meta.url));

/** What modules read beside themselves: from the project, and where it lies in the bundle. */
const FILES: readonly (readonly [string, string])[] = [
  ...READ_BESIDE.map((path) => [path, `program/${basename(path)}`] as const),
  ['engines/fixtures', 'program/fixtures'],
  ['engines/wasm/assembly/build', 'program/assembly/build'],
  ['studies', 'studies'],
  ['clients/python/src/fanout', 'python/fanout'],
  ['test/bench/packs/peers', 'peers'],
  ['test/gpu/studies', 'gpu-studies'],
  // Counted from two folders above the module.
  ['node_modules/grpc-health-check/proto', '../proto'],
  ['package.json', 'package.json'],
  ['LICENSE', 'LICENSE'],
];
/** Of packages only what is read: their binaries. */
const PACKAGES: readonly string[] = [
  'webgpu/package.json',
  'webgpu/index.js',
  `webgpu/dist/${process.platform}-${process.arch}`,
  '@tensorflow/tfjs-backend-wasm/package.json',
  '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
];

/** Bundles fanout, the contract suite and the bench into `to`, with what they read. */
export async function bundlePrograms(root: string, to: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: join(to, 'program'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['sharp', 'webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    alias: { vitest: STAND_IN },
    banner: { js: COMMONJS },
    logLevel: 'warning',
  });
  for (const [from, into] of FILES) copy(join(root, from), join(to, into));
  for (const path of PACKAGES) copy(join(root, 'node_modules', path), join(to, 'node_modules', path));
  // The samples of the engines' tests count from another folder.
  mkdirSync(join(to, 'datasets'));
  symlinkSync('../program/mnist', join(to, 'datasets/mnist'));
  // Workers are this program again, under the name that the compiled one has.
  writeFileSync(join(to, 'fanout.js'), "import './program/fanout.mjs';\n");
  if (!readFileSync(join(to, 'package.json'), 'utf8').includes('"type": "module"'))
    throw new Error('the bundle is made of ES modules');
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const filter = (path: string) => !/\.test\.ts$|__pycache__/.test(path);
  cpSync(from, to, { recursive: true, dereference: true, filter });
}
