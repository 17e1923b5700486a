import type { Node, Value } from '../../../ir/form.ts';
import type { Binary } from '../../../ir/operations/binary.ts';
import type { Unary } from '../../../ir/operations/unary.ts';
import { type Buffer, countIn } from '../buffer.ts';
import type { Instruction } from '../instruction.ts';
import { axesOf } from './axes.ts';
import { readBy } from './groups.ts';
import type { Loop, Step } from './loop.ts';

/** The instruction for a group of elementwise nodes, in order; the last one's result is kept. */
export function elementwise(members: readonly Node[], bufferOf: (value: Value) => Buffer): Instruction {
  const { steps, inputs } = stepsOf(members);
  const [output] = members.at(-1)!.outputs as [Value];
  const { counts, strides } = axesOf(output, [output, ...inputs]);
  const [own, ...others] = strides as [readonly number[], ...(readonly number[])[]];
  const loop: Loop = { steps, strides: others, own };
  const reads = inputs.map(bufferOf);
  const write = bufferOf(output);
  // Nothing of a buffer is read behind the number that is written.
  const whole = (buffer: Buffer) =>
    others.every(
      (steps, index) => reads[index] !== buffer || steps.every((step, axis) => step === own[axis]),
    );
  return {
    name: `loop ${members.map(({ attributes }) => (attributes as { kind?: string }).kind ?? 'repeat').join(' ')}`,
    reads,
    writes: [write],
    overwrites: reads.filter(whole),
    loop,
    perTrial: output.perTrial,
    bind({ at, loop: generated }) {
      const run = generated(loop);
      const given = [write, ...reads].map(at);
      const first = given.length;
      const args = [...given, ...counts.map(({ fixed }) => fixed)];
      return (n) => {
        for (const [axis, count] of counts.entries())
          if (count.batched) args[first + axis] = countIn(count, n);
        run(...args);
      };
    },
  };
}

/** The steps of a group, and the values from outside that they read. */
function stepsOf(members: readonly Node[]): { steps: Step[]; inputs: Value[] } {
  const steps: Step[] = [];
  const inputs: Value[] = [];
  const places = new Map<Value, number>();
  const add = (value: Value, step: Step) => {
    places.set(value, steps.length);
    steps.push(step);
    return steps.length - 1;
  };
  const placeOf = (value: Value): number => {
    const place = places.get(value);
    if (place !== undefined) return place;
    if (value.node.operation.name === 'constant')
      return add(value, { kind: 'constant', value: (value.node.attributes as { value: number }).value });
    inputs.push(value);
    return add(value, { kind: 'read', input: inputs.length - 1 });
  };
  for (const node of members) {
    const [a, b] = readBy(node).map(placeOf);
    const { kind } = node.attributes as { readonly kind: string };
    const [output] = node.outputs as [Value];
    if (node.operation.name === 'broadcastLike') places.set(output, a!);
    else if (node.operation.name === 'unary') add(output, { kind: 'unary', operation: kind as Unary, a: a! });
    else add(output, { kind: 'binary', operation: kind as Binary, a: a!, b: b! });
  }
  return { steps, inputs };
}
