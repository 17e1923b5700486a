import type { Batch } from '../engine.ts';
import { volume } from '../layers/shape.ts';
import type { WasmBackend } from './backend.ts';
import type { Kernels } from './kernels.ts';
import type { Plan } from './plan.ts';
import { type Extent, framedVolume } from './stage.ts';

/** Brings batches into the arena that begins at `base`. */
export class BatchLoader {
  readonly #kernels: Kernels;
  readonly #backend: WasmBackend;
  readonly #plan: Plan;
  readonly #base: number;
  readonly #scale: number;
  /** Lanes that each slot's frame of zeros was made for. */
  readonly #framedLanes: number[] = [];

  /** `scale`: what every value is multiplied with. */
  constructor(
    { kernels, backend }: { readonly kernels: Kernels; readonly backend: WasmBackend },
    plan: Plan,
    base: number,
    scale: number,
  ) {
    this.#kernels = kernels;
    this.#backend = backend;
    this.#plan = plan;
    this.#base = base;
    this.#scale = scale;
  }

  /** Brings a batch into a slot: the raw values as they are, then gathered, scaled and framed. */
  load({ x, y }: Batch, lanes: number, slot: number): Extent {
    const first = this.#plan.stages[0]!;
    const raw = this.#base + this.#plan.raw;
    const input = this.#base + this.#plan.slots[slot]!.input;
    const labels = this.#base + this.#plan.slots[slot]!.labels;
    const heap = this.#backend.wasm.HEAPU8;
    heap.set(new Uint8Array(x.buffer, x.byteOffset, x.byteLength), raw);
    heap.set(new Uint8Array(y.buffer, y.byteOffset, y.byteLength), labels);
    if (this.#framedLanes[slot] !== lanes) {
      // The frame's zeros stand elsewhere when a row of lanes is shorter or longer.
      heap.fill(0, input, input + framedVolume(first) * lanes * 4);
      this.#framedLanes[slot] = lanes;
    }
    const flat = first.input.length !== 3;
    const [h, w, c] = flat ? [1, 1, volume(first.input)] : (first.input as [number, number, number]);
    const frame = first.frame ?? { height: h, width: w, top: 0, left: 0 };
    const group = first.gatheredBy ?? lanes;
    const sizes = [
      y.length,
      lanes,
      group,
      h,
      w,
      c,
      frame.height,
      frame.width,
      frame.top,
      frame.left,
    ] as const;
    this.#kernels.gather(raw, input, x instanceof Float32Array ? 1 : 0, ...sizes, this.#scale);
    return { n: y.length, lanes };
  }
}
