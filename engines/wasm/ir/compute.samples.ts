/** Runs values on the kernels once, on a memory of its own: for tests. */
import type { Value } from '../../ir/form.ts';
import type { Given } from '../../ir/interpreter.ts';
import { SHARE } from '../../ir/leaves.ts';
import { countIn } from '../../ir/lowering/count.ts';
import type { Kernels } from '../kernels.ts';
import { compile } from './compile.ts';
import { generate } from './generated.ts';
import { addressesIn, layOut } from './layout.ts';

export interface Memory {
  readonly buffer: ArrayBuffer;
}

export const { Memory: WasmMemory } = (
  globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => Memory } }
).WebAssembly;

const BASE = 65_536;

/** What values come to. The memory is filled with NaN first: nothing may be read that was not written. */
export function compute(
  values: readonly Value[],
  { examples, inputs, parameters }: Given,
  kernels: Kernels,
  memory: Memory,
): Float32Array[] {
  const code = compile(values);
  const layout = layOut({
    codes: [code],
    examples: [examples],
    parameters: parameters.map(({ length }) => ({ count: length, states: 0 })),
    trials: 1,
    raw: 0,
  });
  const floats = new Float32Array(memory.buffer);
  floats.fill(Number.NaN, BASE / 4, (BASE + layout.bytes) / 4 + 64);
  const at = addressesIn(layout, { base: BASE, code: 0, trial: 0 });
  const put = (place: number, numbers: ArrayLike<number>) => floats.set(numbers, (BASE + place) / 4);
  for (const [name, place] of layout.inputs) put(place, name === SHARE ? [1 / examples] : inputs[name]!);
  for (const [index, numbers] of parameters.entries()) put(layout.parameters[0]![index]!, numbers);
  for (const [buffer, place] of layout.tables)
    if (buffer.kind === 'table')
      new Uint8Array(memory.buffer).set(new Uint8Array(buffer.contents.buffer), BASE + place);
  const loop = generate(code.instructions, kernels, memory);
  for (const instruction of code.instructions) instruction.bind({ kernels, at, loop })(examples);
  return code.results.map((buffer) => {
    const from = at(buffer) / 4;
    return floats.slice(from, from + countIn(buffer.count, examples));
  });
}
