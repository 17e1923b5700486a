import { FanoutError } from '../../../proto/errors.ts';
import type { Batch, Program } from '../../engine.ts';
import { SHARE } from '../../ir/leaves.ts';
import { targetsOf } from '../../ir/program/targets.ts';
import { volume } from '../../layers/shape.ts';
import type { Kernels } from '../kernels.ts';
import type { PackLayout } from './layout.ts';

/** Brings batches into memory that begins at `base`. */
export class Loading {
  readonly #kernels: Kernels;
  readonly #heap: () => Uint8Array;
  readonly #layout: PackLayout;
  readonly #base: number;
  readonly #size: number;

  constructor(
    { kernels, heap }: { readonly kernels: Kernels; heap(): Uint8Array },
    layout: PackLayout,
    base: number,
    { inputShape }: Program,
  ) {
    this.#kernels = kernels;
    this.#heap = heap;
    this.#layout = layout;
    this.#base = base;
    this.#size = volume(inputShape);
  }

  /** The examples of a batch. */
  examplesOf({ x }: Batch): number {
    return x.length / this.#size;
  }

  /** The examples `from` … `to` − 1. */
  part({ x, y }: Batch, from: number, to: number): Batch {
    const each = y.length / this.examplesOf({ x, y });
    return {
      x: x.subarray(from * this.#size, to * this.#size),
      y: y.subarray(from * each, to * each),
    };
  }

  /**
   * Brings a batch; returns how many examples it has. Throws INTERNAL for more than `most`: the memory has no
   * room for them.
   */
  load(batch: Batch, outputs: number, most: number): number {
    const { x } = batch;
    const n = this.examplesOf(batch);
    if (n > most)
      throw new FanoutError('INTERNAL', `a batch has ${n} examples; the pack has room for ${most}`);
    const to = this.#layout.inputs.get('x');
    if (x instanceof Float32Array) this.put('x', x);
    else if (to !== undefined) {
      this.#heap().set(x, this.#base + this.#layout.raw);
      this.#kernels.floatsOfBytes(this.#base + this.#layout.raw, this.#base + to, x.length);
    }
    this.put('y', targetsOf(batch, outputs));
    this.put(SHARE, Float32Array.of(1 / n));
    return n;
  }

  /** Numbers of an input; one that nothing reads has no place. */
  put(name: string, numbers: Float32Array): void {
    const to = this.#layout.inputs.get(name);
    if (to === undefined) return;
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    this.#heap().set(bytes, this.#base + to);
  }
}
