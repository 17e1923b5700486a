import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { FanoutError } from '../../proto/errors.ts';

/** What fanout uses of tfjs's WebAssembly backend beside its kernels. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    /** Allocates bytes on the module's heap (16-byte aligned); 0 where the heap cannot grow. */
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** A view of the whole heap; another one after the heap has grown. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    readonly asm: { readonly memory: { readonly buffer: ArrayBuffer } };
  };
  readonly dataIdMap: tf.DataStorage<{ readonly memoryOffset: number }>;
}

/**
 * Sets tfjs's WebAssembly backend with its binaries from the installed package, so that nothing is fetched.
 * Node runs the build with SIMD and one thread.
 * @throws FanoutError BACKEND_UNAVAILABLE where the runtime has no WebAssembly SIMD.
 */
export async function setWasmBackend(): Promise<WasmBackend> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  try {
    setWasmPaths(dirname(main) + sep);
  } catch {
    // The backend runs already: its paths are set.
  }
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new FanoutError('BACKEND_UNAVAILABLE', 'backend wasm: this runtime has no WebAssembly SIMD', {
      hint: `use Node 20.20 or newer on x86-64 or arm64 (found ${process.version} on ${process.arch})`,
    });
  }
  // With threads tfjs starts browser workers from a blob, which Node does not have.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) {
    throw new FanoutError(
      'BACKEND_UNAVAILABLE',
      `backend wasm: ${join(dirname(main), '*.wasm')} did not load`,
      {
        hint: 'install the dependencies again: npm ci',
      },
    );
  }
  return tf.backend() as unknown as WasmBackend;
}
