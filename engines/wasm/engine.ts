import * as tf from '@tensorflow/tfjs-core';
import { beyondChain } from '../chain.ts';
import type { Engine } from '../engine.ts';
import type { Arena } from './arena.ts';
import { setWasmBackend } from './backend.ts';
import { layoutOf } from './ir/plan.ts';
import { FormTrainer } from './ir/trainer.ts';
import { loadKernels } from './kernels.ts';
import { planPack } from './plan.ts';
import { bestSimd, type Simd } from './simd.ts';
import { WasmTrainer } from './trainer.ts';

/**
 * The engine that every machine has: fanout's own SIMD kernels in the memory of tfjs's WebAssembly backend,
 * one thread. The plain build of the kernels uses no operation whose result depends on the processor, so that
 * all machines give the same numbers; that for relaxed SIMD gives the same numbers on all that have fused
 * multiply-add.
 * @throws FanoutError BACKEND_UNAVAILABLE where the runtime has no WebAssembly SIMD, or the kernels are not
 * built.
 */
export async function loadWasmEngine(simd: Simd = bestSimd()): Promise<Engine> {
  const backend = await setWasmBackend();
  const kernels = await loadKernels(backend.wasm.asm.memory, simd);
  const arenas = new Set<Arena>();
  const watch = {
    onStart: (arena: Arena) => void arenas.add(arena),
    onDispose: (arena: Arena) => void arenas.delete(arena),
  };
  const held = () => [...arenas].reduce((total, arena) => total + arena.bytes, 0);
  return {
    backend: 'wasm',
    description: `tfjs ${tf.version_core} wasm, ${simd === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}, 1 thread`,
    start: async (program, weights, seed = 0, from) =>
      beyondChain(program).length === 0
        ? new WasmTrainer({ kernels, backend }, program, weights, watch, from)
        : new FormTrainer({ kernels, backend }, program, weights, { ...watch, seed, from }),
    estimateBytes: (program, trials) =>
      (beyondChain(program).length === 0 ? planPack(program, trials) : layoutOf(program, trials)).bytes + 64,
    tensors: () => tf.memory().numTensors + arenas.size,
    bytes: () => tf.memory().numBytes + held(),
    dispose: () => {
      for (const arena of arenas) arena.free();
      arenas.clear();
    },
  };
}
