import { tooLarge } from '../memory.ts';
import type { WasmBackend } from './backend.ts';

/** Every buffer starts on a cache line. */
const ALIGNMENT = 64;
/** The 32-bit address space of WebAssembly. */
const ADDRESSABLE = 2 ** 32 - 2 ** 16;

/** So many bytes, up to the end of a cache line. */
export const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Lays buffers one behind the other: offsets from a base that is not yet known. */
export class Layout {
  #bytes = 0;

  /** Reserves room for `count` values of 4 bytes and returns its offset. */
  words(count: number): number {
    const offset = this.#bytes;
    this.#bytes += aligned(count * 4);
    return offset;
  }

  get bytes(): number {
    return this.#bytes;
  }
}

/** One block on the backend's heap that holds all of a trainer's buffers, zeroed. */
export interface Arena {
  /** Address of offset 0, a multiple of 64. */
  readonly base: number;
  readonly bytes: number;
  free(): void;
}

/**
 * Takes a block for a pack of `trials`.
 * @throws FanoutError OUT_OF_MEMORY, or MODEL_TOO_LARGE where the pack is a single trial.
 */
export function takeArena(backend: WasmBackend, bytes: number, trials: number): Arena {
  const room = bytes + ALIGNMENT;
  const available = process.availableMemory();
  const pointer = room <= Math.min(ADDRESSABLE, available) ? backend.wasm._malloc(room) >>> 0 : 0;
  if (pointer === 0) throw tooLarge(bytes, trials, Math.min(ADDRESSABLE, available));
  const base = aligned(pointer);
  backend.wasm.HEAPU8.fill(0, base, base + bytes);
  return { base, bytes: room, free: () => backend.wasm._free(pointer) };
}
