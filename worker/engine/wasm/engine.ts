import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { estimateGraphBytes } from '../graph/estimate.ts';
import { GraphTrainer } from '../graph/trainer.ts';
import { setWasmBackend } from './backend.ts';
import { registerFilterGradient } from './filter-gradient.ts';

/**
 * The engine that every machine has: tfjs's WebAssembly backend with SIMD, one thread.
 * @throws FanoutError BACKEND_UNAVAILABLE where the runtime has no WebAssembly SIMD.
 */
export async function loadWasmEngine(): Promise<Engine> {
  await setWasmBackend();
  registerFilterGradient();
  return {
    backend: 'wasm',
    description: `tfjs ${tf.version_core} wasm, SIMD, 1 thread`,
    start: (program, weights) => new GraphTrainer(program, weights),
    estimateBytes: estimateGraphBytes,
    tensors: () => tf.memory().numTensors,
    bytes: () => tf.memory().numBytes,
    dispose: () => {},
  };
}
