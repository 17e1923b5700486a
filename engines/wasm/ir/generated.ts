import type { Kernels } from '../kernels.ts';
import type { Loop } from './elementwise/loop.ts';
import { moduleOf } from './elementwise/module.ts';
import type { Instruction } from './instruction.ts';

type LoopKernel = (...placesAndCounts: number[]) => void;

/** What Node's types leave out of the WebAssembly namespace. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: unknown };
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/** Compiles the loops of instructions, once for all that are alike, onto the kernels' memory. */
export function generate(
  instructions: readonly Instruction[],
  kernels: Kernels,
  memory: unknown,
): (loop: Loop) => LoopKernel {
  const numbers = new Map<string, number>();
  const different: Loop[] = [];
  for (const { loop } of instructions) {
    if (loop === undefined || numbers.has(keyOf(loop))) continue;
    numbers.set(keyOf(loop), different.length);
    different.push(loop);
  }
  const { exports } = new Instance(new Module(moduleOf(different)), {
    env: { memory },
    kernels: kernels as unknown as Record<string, unknown>,
  });
  return (loop) => (exports as Record<string, LoopKernel>)[numbers.get(keyOf(loop))!]!;
}

/** What loops that are alike have in common; JSON itself has no infinite numbers, and no −0. */
const keyOf = (loop: Loop): string =>
  JSON.stringify(loop, (_, value: unknown) =>
    typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value,
  );
