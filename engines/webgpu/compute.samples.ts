/** Runs values on a device once, with buffers of their own: for tests. */
import type { Value } from '../ir/form.ts';
import type { Given } from '../ir/interpreter.ts';
import { countIn, countOf } from '../ir/lowering/count.ts';
import { nodesOf } from '../ir/order.ts';
import { compile } from './compile/compile.ts';
import type { Division, Store } from './compile/place.ts';
import { RUN_BYTES, writeRun } from './compile/run.ts';
import { strideOf } from './compile/shader.ts';
import { slotsOf } from './compile/slots.ts';
import { BoundCode } from './device/bound.ts';
import type { Card } from './device/card.ts';
import { readBack } from './device/read-back.ts';
import { USAGE } from './device/usage.ts';

const vectors = (count: number) => Math.ceil(count / 4) * 4;

/** What values come to for a pack whose trials all have the same parameters: the last trial's. */
export async function compute(
  values: readonly Value[],
  { examples, inputs, parameters }: Given,
  card: Card,
  trials = 2,
): Promise<Float32Array[]> {
  const words = RUN_BYTES / 4;
  const given = new Map<string, number>();
  let end = words;
  for (const node of nodesOf(values))
    if (node.operation.name === 'input') {
      const { name } = node.attributes as { readonly name: string };
      if (given.has(name)) continue;
      given.set(name, end);
      end += vectors(countIn(countOf(node.outputs[0]!), examples));
    }
  const offsets: number[] = [];
  let total = 0;
  for (const { length } of parameters) {
    offsets.push(total);
    total += vectors(length);
  }
  const division: Division = { examples, parameters: { total, offsets }, inputs: given };
  const code = compile(values, { division, mostStores: card.device.limits.maxStorageBuffersPerShaderStage });
  const slots = slotsOf([{ code, examples }], trials);
  const usage = USAGE.storage | USAGE.copyFrom | USAGE.copyTo;
  const buffers: GPUBuffer[] = [];
  const buffer = (numbers: number, more = 0) => {
    const made = card.buffer(numbers * 4, usage | more);
    buffers.push(made);
    return made;
  };
  const own = { inputs: buffer(end, USAGE.uniform), parameters: buffer(total * trials) };
  const made = slots.sizes.map((size) => {
    const slot = buffer(size);
    // Nothing may be read that was not written.
    card.device.queue.writeBuffer(slot, 0, new Float32Array(slot.size / 4).fill(Number.NaN));
    return slot;
  });
  const bufferOf = (store: Store): GPUBuffer =>
    typeof store === 'string' ? own[store as 'inputs' | 'parameters'] : made[slots.of.get(store)!]!;
  const memory = new ArrayBuffer(end * 4);
  writeRun(memory, 0, { examples, bytes: false });
  for (const [name, at] of given) new Float32Array(memory).set(inputs[name] ?? [], at);
  card.device.queue.writeBuffer(own.inputs, 0, memory);
  const kept = new Float32Array(total * trials);
  for (let trial = 0; trial < trials; trial++)
    for (const [index, numbers] of parameters.entries()) kept.set(numbers, trial * total + offsets[index]!);
  card.device.queue.writeBuffer(own.parameters, 0, kept);
  const bound = await BoundCode.bind(card, code, trials, bufferOf);
  const encoder = card.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  bound.record(pass, examples);
  pass.end();
  card.device.queue.submit([encoder.finish()]);
  const found = await Promise.all(
    code.results.map(async (place) => {
      const count = countIn(place.count, examples);
      if (place.kind !== 'made') throw new Error('a wanted value is a leaf');
      const from = place.perTrial ? (trials - 1) * strideOf(place, examples) : 0;
      return readBack(card, bufferOf(place), from, count);
    }),
  );
  for (const each of buffers) card.free(each);
  return found;
}
