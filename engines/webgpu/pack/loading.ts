import { FanoutError } from '../../../proto/errors.ts';
import type { Batch, Program } from '../../engine.ts';
import { targetsOf } from '../../ir/program/targets.ts';
import { volume } from '../../layers/shape.ts';
import type { Plan } from '../compile/plan.ts';
import { type Run, writeRun } from '../compile/run.ts';

/** Lays batches out as kernels read them. */
export class Loading {
  readonly #inputs: Plan['inputs'];
  readonly #outputs: number;
  readonly #size: number;

  constructor({ inputs, form }: Plan, { inputShape }: Program) {
    this.#inputs = inputs;
    this.#outputs = form.outputs;
    this.#size = volume(inputShape);
  }

  /** The examples of a batch. Throws INTERNAL for more than `most`: the pack has no room for them. */
  examplesOf({ x }: Batch, most = Number.POSITIVE_INFINITY): number {
    const n = x.length / this.#size;
    if (n <= most) return n;
    throw new FanoutError('INTERNAL', `a batch has ${n} examples; the pack has room for ${most}`);
  }

  /** The examples `from` … `to` − 1. */
  part({ x, y }: Batch, from: number, to: number): Batch {
    const each = y.length / this.examplesOf({ x, y });
    return {
      x: x.subarray(from * this.#size, to * this.#size),
      y: y.subarray(from * each, to * each),
    };
  }

  /** Writes a batch, masks and the run into memory from byte `at` on; returns the bytes that it takes. */
  write(
    to: ArrayBuffer,
    at: number,
    batch: Batch,
    { masks = {}, ...run }: Omit<Run, 'examples' | 'bytes'> & { readonly masks?: Masks } = {},
  ): number {
    const { x } = batch;
    const bytes = x instanceof Uint8Array;
    writeRun(to, at, { ...run, examples: this.examplesOf(batch), bytes });
    const numbers = { y: targetsOf(batch, this.#outputs), ...masks };
    for (const [name, values] of Object.entries(numbers))
      new Float32Array(to, at + this.#inputs.get(name)! * 4, values.length).set(values);
    const first = this.#inputs.get('x')! * 4;
    if (bytes) new Uint8Array(to, at + first, x.length).set(x);
    else new Float32Array(to, at + first, x.length).set(x);
    return first + Math.ceil(x.byteLength / 4) * 4;
  }
}

type Masks = Readonly<Record<string, Float32Array>>;
