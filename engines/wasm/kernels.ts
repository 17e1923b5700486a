import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FanoutError } from '../../proto/errors.ts';
import type { FormKernels } from './ir/kernels.ts';
import { bestSimd, type Simd } from './simd.ts';

/** A byte offset into the memory that the kernels were given. */
export type Pointer = number;

/**
 * The kernels of `assembly/` as they are called from here; there is what each does. Sizes are counts of
 * elements, `np` is the batch rounded up to a multiple of 8, a flag is 0 or 1.
 */
export interface Kernels extends FormKernels {
  gather(...pointersAndSizes: number[]): void;
  activate(x: Pointer, count: number, kind: number): void;
  activateGradient(dy: Pointer, y: Pointer, count: number, kind: number): void;
  convForward(...pointersAndSizes: number[]): void;
  convFilterGradient(...pointersAndSizes: number[]): void;
  flip(w: Pointer, out: Pointer, k: number, c: number, f: number): void;
  pad(...pointersAndSizes: number[]): void;
  crop(...pointersAndSizes: number[]): void;
  convPoolForward(...pointersAndSizes: number[]): void;
  convPoolGradient(...pointersAndSizes: number[]): void;
  poolForward(...pointersAndSizes: number[]): void;
  poolBackward(...pointersAndSizes: number[]): void;
  averageForward(...pointersAndSizes: number[]): void;
  averageBackward(...pointersAndSizes: number[]): void;
  denseForward(...pointersAndSizes: number[]): void;
  denseBackward(...pointersAndSizes: number[]): void;
  biasGradient(...pointersAndSizes: number[]): void;
  crossEntropy(z: Pointer, y: Pointer, dz: Pointer, classes: number, n: number, np: number): number;
  correct(): number;
  /** The place of a program in `PROGRAMS` and its coefficients, or −1: measure gradients, move nothing. */
  setUpdate(program: number, ...coefficients: number[]): void;
  takeReach(): number;
  takeSquares(): number;
  update(w: Pointer, g: Pointer, s1: Pointer, s2: Pointer, count: number): void;
}

/** What Node's types leave out of the WebAssembly namespace. */
interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ readonly instance: { readonly exports: unknown } }>;
}

const wasm = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/** The folder of the kernels' sources, from the sources as well as from `dist/`. */
function assemblyFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, 'assembly');
  return existsSync(beside) ? beside : join(here, '../../../engines/wasm/assembly');
}

const FILES: Readonly<Record<Simd, string>> = {
  relaxed: 'kernels-relaxed.wasm',
  plain: 'kernels.wasm',
};

/**
 * Whether the built kernels are those of the sources; where only the build was shipped they are taken as they
 * are.
 */
async function areCurrent(folder: string): Promise<boolean> {
  if (!Object.values(FILES).every((name) => existsSync(join(folder, 'build', name)))) return false;
  if (!existsSync(join(folder, 'index.ts'))) return true;
  const { fingerprint } = await import(pathToFileURL(join(folder, 'fingerprint.mjs')).href);
  const stamp = join(folder, 'build/sources.sha256');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder);
}

/**
 * Loads a build of the kernels onto a memory; builds them first where the build is missing or older than the
 * sources.
 * @throws FanoutError BACKEND_UNAVAILABLE where they are not built and cannot be.
 */
export async function loadKernels(memory: unknown, simd: Simd = bestSimd()): Promise<Kernels> {
  const folder = assemblyFolder();
  if (!(await areCurrent(folder))) {
    const built = spawnSync(process.execPath, ['--import', 'tsx', join(folder, 'build.mjs')], {
      encoding: 'utf8',
    });
    if (built.status !== 0 || !(await areCurrent(folder))) {
      throw new FanoutError(
        'BACKEND_UNAVAILABLE',
        `the WebAssembly kernels in ${folder}/build are not built`,
        {
          hint: 'run `npm ci`, then `npm run build:kernels`',
          cause: new Error(built.stderr),
        },
      );
    }
  }
  const bytes = readFileSync(join(folder, 'build', FILES[simd]));
  const { instance } = await wasm.instantiate(bytes, { env: { memory } });
  return instance.exports as Kernels;
}
