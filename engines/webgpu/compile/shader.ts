import type { Value } from '../../ir/form.ts';
import { SHARE } from '../../ir/leaves.ts';
import { countIn } from '../../ir/lowering/count.ts';
import { type Chain, chainFunction } from './chain.ts';
import { literal } from './functions.ts';
import type { Kernel } from './kernel.ts';
import type { Division, Place, Store, Whole } from './place.ts';
import { RUN_WGSL } from './run.ts';

/** How the values of a code reach its kernels. */
export interface Values {
  readonly division: Division;
  /** Where a value stands; undefined for one that is computed where it is read. */
  placeOf(value: Value): Place;
  /** The chain that a value is computed by where it is read. */
  readBy(value: Value): Chain | undefined;
  /** The chain that follows a value where it is written: the chain's result stands instead of it. */
  writtenBy(value: Value): Chain | undefined;
}

/** What a shader does, in WGSL. */
export interface Body {
  readonly name: string;
  /** Threads of a workgroup along x, y, z. */
  readonly threads: readonly [number, number, number];
  readonly groups: Kernel['groups'];
  readonly perTrial: boolean;
  /** Workgroups along z for each trial; `part` tells which. Absent: 1. */
  readonly parts?: number;
  /** Declarations of the module. */
  readonly module?: string;
  /** Statements; in scope are `t`, the trial, `part`, `group`, `groups`, `local` and `lane`. */
  readonly main: string;
}

/**
 * The text of a shader, and what it binds. Indices count the numbers of one trial; expressions use the
 * variable `t`.
 */
export class Shader {
  readonly #values: Values;
  /** Each store with its name. */
  readonly #stores = new Map<Store, string>();
  readonly #reads = new Set<Store>();
  readonly #writes = new Set<Store>();
  readonly #functions = new Set<string>();
  readonly #chains = new Map<Chain, string>();

  constructor(values: Values) {
    this.#values = values;
  }

  /** The number of a value at an index. */
  read(value: Value, index: string): string {
    const { operation, attributes } = value.node;
    if (operation.name === 'reshape') return this.read(value.node.inputs[0]!, index);
    if (operation.name === 'constant') return literal((attributes as { readonly value: number }).value);
    if (operation.name === 'input' && (attributes as { readonly name: string }).name === SHARE)
      return 'run.share';
    const chain = this.#values.readBy(value);
    if (chain !== undefined) return `${this.#chain(chain)}(t, ${index})`;
    return this.readPlace(this.#values.placeOf(value), index);
  }

  readPlace(place: Place, index: string): string {
    const name = this.#name(place, this.#reads);
    if (place.kind !== 'input') return `${name}[${this.#at(place, index)}]`;
    const word = this.#at(place, index);
    if (place.name !== 'x') return `bitcast<f32>(${name}[${word}])`;
    const first = this.#values.division.inputs.get('x')!;
    this.function(`fn imageNumber(i: u32) -> f32 {
  if (run.bytes == 0u) { return bitcast<f32>(${name}[${first}u + i]); }
  return f32((${name}[${first}u + (i >> 2u)] >> ((i & 3u) * 8u)) & 0xffu);
}`);
    return `imageNumber(${index})`;
  }

  /** A statement that writes a number of a value, or what follows it. */
  write(value: Value, index: string, number: string): string {
    const chain = this.#values.writtenBy(value);
    if (chain === undefined) return this.writePlace(this.#values.placeOf(value), index, number);
    const to = this.#values.placeOf(chain.output);
    return this.writePlace(to, index, `${this.#chain(chain)}(t, ${index}, ${number})`);
  }

  writePlace(place: Place, index: string, number: string): string {
    return `${this.#name(place, this.#writes)}[${this.#at(place, index)}] = ${number};`;
  }

  /** A whole buffer, by its name in the shader. */
  whole(store: Whole, access: 'read' | 'write'): string {
    return this.#nameOf(store, access === 'read' ? this.#reads : this.#writes);
  }

  /** Declares a function, once. */
  function(text: string): void {
    this.#functions.add(text);
  }

  kernel({ name, threads, groups, perTrial, parts = 1, module = '', main }: Body): Kernel {
    const stores = [...this.#stores.keys()];
    const declared = stores.map((store, index) => {
      const access = this.#writes.has(store) ? 'read_write' : 'read';
      const type = store === 'inputs' ? 'u32' : 'f32';
      return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${this.#stores.get(store)}: array<${type}>;`;
    });
    const part =
      parts === 1
        ? 'let t = group.z; let part = 0u;'
        : `let t = group.z / ${parts}u; let part = group.z % ${parts}u;`;
    const wgsl = [
      RUN_WGSL,
      ...declared,
      ...this.#functions,
      module,
      `@compute @workgroup_size(${threads.join(', ')})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) lane: u32) {
${part}
${main}
}`,
    ].join('\n');
    return {
      name,
      wgsl,
      stores,
      reads: [...this.#reads],
      writes: [...this.#writes],
      perTrial,
      groups,
      parts,
    };
  }

  #chain(chain: Chain): string {
    const known = this.#chains.get(chain);
    if (known !== undefined) return known;
    const name = `chain${this.#chains.size}`;
    this.#chains.set(chain, name);
    this.function(chainFunction(chain, name, this));
    return name;
  }

  #at(place: Place, index: string): string {
    const { division } = this.#values;
    switch (place.kind) {
      case 'made':
        return place.perTrial ? `t * ${strideOf(place, division.examples)}u + ${index}` : index;
      case 'input':
        return `${division.inputs.get(place.name)!}u + ${index}`;
      default:
        return `t * ${division.parameters.total}u + ${division.parameters.offsets[place.index]!}u + ${index}`;
    }
  }

  #name(place: Place, used: Set<Store>): string {
    if (place.kind === 'made') return this.#nameOf(place, used);
    return this.#nameOf(
      place.kind === 'input' ? 'inputs' : place.kind === 'next' ? 'next' : 'parameters',
      used,
    );
  }

  #nameOf(store: Store, used: Set<Store>): string {
    const name = this.#stores.get(store) ?? `m${this.#stores.size}`;
    this.#stores.set(store, name);
    used.add(store);
    return name;
  }
}

/** Numbers from one trial's values to the next's: whole vectors of four. Pure. */
export const strideOf = ({ count }: Place, examples: number): number =>
  Math.ceil(countIn(count, examples) / 4) * 4;
