import { type Preparation, writePrepared } from '../../../../datasets/preparation.ts';
import { exampleSize, room } from '../../../../datasets/shards/example.ts';
import type { ShardedDataset } from '../../../../datasets/shards/open.ts';
import type { Batch } from '../../../../engines/engine.ts';

/** Batches in the making: example by example, the last one as long as what is left of `examples`. */
export class BatchMaker {
  readonly #dataset: ShardedDataset;
  readonly #batchSize: number;
  readonly #values: number;
  #left: number;
  #batch: { readonly x: Uint8Array | Float32Array; readonly y: Int32Array } | undefined;
  #filled = 0;
  readonly #preparation: Preparation | undefined;

  constructor(dataset: ShardedDataset, batchSize: number, examples: number, preparation?: Preparation) {
    this.#preparation = preparation;
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#values = exampleSize(dataset).values;
    this.#left = examples;
  }

  /**
   * Takes the example at `row` of the dataset, whose values stand at `at`; returns the batch that it
   * completes.
   */
  add(from: Uint8Array | Float32Array, at: number, row: number): Batch | undefined {
    const length = Math.min(this.#batchSize, this.#left + this.#filled);
    const form = this.#preparation ? { ...this.#dataset, dtype: 'float32' as const } : this.#dataset;
    this.#batch ??= { x: room(form, length), y: new Int32Array(length) };
    const batch = this.#batch;
    const values = from.subarray(at, at + this.#values);
    const to = this.#filled * this.#values;
    if (this.#preparation) writePrepared(this.#preparation, values, batch.x as Float32Array, to);
    else batch.x.set(values, to);
    batch.y[this.#filled] = this.#dataset.y[row]!;
    this.#filled += 1;
    this.#left -= 1;
    if (this.#filled < batch.y.length) return undefined;
    this.#batch = undefined;
    this.#filled = 0;
    return batch;
  }
}
