// Bundles the worker that runs in images which have nothing of fanout: one folder with all that it reads, but
// Node itself. What the built-in network trains with is left out, and so is the decoder of images.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url);
const REQUIRE =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** Data that modules read beside themselves, wherever they are. */
export const READ_BESIDE = ['proto/fanout', 'datasets/iris', 'datasets/mnist', 'datasets/sklearn'];

/** Fills the folder `to`, a URL that ends with a slash, from `entry`, the path of cli/carried/main. */
export async function bundleCarried(entry, to) {
  rmSync(to, { recursive: true, force: true });
  const program = new URL('program/', to);
  mkdirSync(program, { recursive: true });
  await build({
    entryPoints: [{ in: entry, out: 'fanout' }],
    outdir: fileURLToPath(program),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['sharp', 'webgpu', '@tensorflow/*'],
    banner: { js: REQUIRE },
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  // Each beside the module that reads it, and all modules are in one folder now.
  for (const path of READ_BESIDE)
    cpSync(new URL(path, root), new URL(path.split('/').at(-1), program), {
      recursive: true,
      filter: (from) => !from.endsWith('.test.ts'),
    });
  for (const name of ['package.json', 'LICENSE']) cpSync(new URL(name, root), new URL(name, to));
}
