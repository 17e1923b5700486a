import { setFlagsFromString } from 'node:v8';

/** The build of the kernels that is run. */
export type Simd = 'relaxed' | 'plain';

/** A function of one relaxed instruction, f32x4.relaxed_madd. */
// biome-ignore format: a module, section by section
const RELAXED_MODULE = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b,
  3, 2, 1, 0,
  10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x85, 2, 0x0b,
]);

const { validate } = (globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } })
  .WebAssembly;

/**
 * The best build that this runtime can run. Relaxed SIMD is part of WebAssembly 3 and of Node 22; Node 20 has
 * the same instructions behind a flag of V8, which is set here, for this process, before any of them is
 * compiled. FANOUT_SIMD=plain asks for the plain build: for the same bits on processors with and without
 * fused multiply-add.
 */
export function bestSimd(env: NodeJS.ProcessEnv = process.env): Simd {
  if (env.FANOUT_SIMD === 'plain') return 'plain';
  if (validate(RELAXED_MODULE)) return 'relaxed';
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return validate(RELAXED_MODULE) ? 'relaxed' : 'plain';
}
