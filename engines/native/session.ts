import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Addon } from './addon.ts';
import { type Node, savedModel, TAG } from './graph/graph-def.ts';

/** Values to run a graph on. */
export interface Feed {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** TensorFlow's words for memory that ran out. */
const EXHAUSTED = /OOM when allocating|RESOURCE_EXHAUSTED|out of memory|failed to allocate/i;

const outputName = (out: string) => (out.includes(':') ? out : `${out}:0`);

/** A graph that is loaded and can be run; its variables live as long as it does. */
export class GraphSession {
  readonly #addon: Addon;
  readonly #model: number;
  readonly #exhausted: (message: string) => Error;

  /** `exhausted` makes the error for a run that the memory does not suffice for, of whatever device. */
  constructor(addon: Addon, nodes: readonly Node[], exhausted: (message: string) => Error) {
    this.#addon = addon;
    this.#exhausted = exhausted;
    // TensorFlow loads a graph from a folder only; it reads it once.
    const folder = mkdtempSync(join(tmpdir(), 'fanout-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
      this.#model = addon.loadSavedModel(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs what `fetches` need on the values given, and returns what they came to. */
  run(feeds: Readonly<Record<string, Feed>>, fetches: readonly string[]): Float32Array[] {
    const outputs = this.#run(feeds, fetches);
    try {
      return outputs.map((id) => this.#addon.tensorDataSync(id) as Float32Array);
    } finally {
      for (const id of outputs) this.#addon.deleteTensor(id);
    }
  }

  /** Runs what `fetch` needs, and does not look at what it came to. */
  touch(feeds: Readonly<Record<string, Feed>>, fetch: string): void {
    for (const id of this.#run(feeds, [fetch])) this.#addon.deleteTensor(id);
  }

  close(): void {
    this.#addon.deleteSavedModel(this.#model);
  }

  #run(feeds: Readonly<Record<string, Feed>>, fetches: readonly string[]): number[] {
    const addon = this.#addon;
    const inputs: number[] = [];
    try {
      for (const { shape, values } of Object.values(feeds)) {
        const type = values instanceof Float32Array ? addon.TF_FLOAT : addon.TF_INT32;
        inputs.push(addon.createTensor(shape, type, values));
      }
      const names = Object.keys(feeds).map(outputName).join(',');
      const wanted = fetches.map(outputName).join(',');
      return addon.runSavedModel(this.#model, inputs, names, wanted).map(({ id }) => id);
    } catch (error) {
      const { message } = error as Error;
      throw EXHAUSTED.test(message) ? this.#exhausted(message) : error;
    } finally {
      for (const id of inputs) addon.deleteTensor(id);
    }
  }
}
