import type { Node, Value } from '../../../ir/form.ts';
import type { Binary } from '../../../ir/operations/binary.ts';
import type { Unary } from '../../../ir/operations/unary.ts';
import { type Buffer, countIn } from '../buffer.ts';
import type { Bound, Instruction } from '../instruction.ts';
import { type Axes, axesOf } from './axes.ts';
import { readBy } from './groups.ts';
import type { Loop, Step } from './loop.ts';
import { type FourRows, fourRowsOf } from './rows.ts';

/** The instruction for a group of elementwise nodes, in order; the last one's result is kept. */
export function elementwise(members: readonly Node[], bufferOf: (value: Value) => Buffer): Instruction {
  const { steps, inputs } = stepsOf(members);
  const [output] = members.at(-1)!.outputs as [Value];
  const axes = axesOf(output, [output, ...inputs]);
  const four = fourRowsOf(axes);
  const [own, ...others] = (four ?? axes).strides as [readonly number[], ...(readonly number[])[]];
  const loop: Loop = { steps, strides: others, own };
  const reads = inputs.map(bufferOf);
  const write = bufferOf(output);
  // Nothing of a buffer is read behind the number that is written.
  const whole = (buffer: Buffer) =>
    others.every(
      (strides, index) => reads[index] !== buffer || strides.every((step, axis) => step === own[axis]),
    );
  const operands = [write, ...reads];
  const kinds = members.map(({ attributes }) => (attributes as { kind?: string }).kind ?? 'repeat');
  return {
    name: `loop ${kinds.join(' ')}`,
    reads,
    writes: [write],
    scratch: four?.repeated.filter((room) => room !== undefined) ?? [],
    overwrites: reads.filter(whole),
    loop,
    perTrial: output.perTrial,
    bind: (bound) =>
      four === undefined ? bindAxes(loop, operands, axes, bound) : bindFour(loop, operands, four, bound),
  };
}

function bindAxes(loop: Loop, operands: readonly Buffer[], { counts }: Axes, bound: Bound) {
  const run = bound.loop(loop);
  const given = [...operands.map(bound.at), ...counts.map(({ fixed }) => fixed)];
  return (n: number) => {
    for (const [axis, count] of counts.entries())
      if (count.batched) given[operands.length + axis] = countIn(count, n);
    run(...given);
  };
}

/** Repeats what every row has, then runs four rows at a time, and what is left as a shorter row. */
function bindFour(
  loop: Loop,
  operands: readonly Buffer[],
  four: FourRows,
  { kernels, at, loop: generated }: Bound,
) {
  const { rows, length, strides, repeated } = four;
  const run = generated(loop);
  const places = operands.map((buffer, k) => at(repeated[k] ?? buffer));
  const copies = operands.flatMap((buffer, k) => {
    const room = repeated[k];
    return room === undefined ? [] : [[at(buffer), at(room)] as const];
  });
  return (n: number) => {
    for (const [from, to] of copies)
      kernels.moveStrided(from, to, 1, 1, 1, 4, length, 0, 0, 0, 0, 4, 0, 0, 0, length * 4, 4);
    const count = countIn(rows, n);
    const fours = Math.floor(count / 4);
    run(...places, fours, 4 * length);
    if (count % 4 === 0) return;
    const rest = places.map((place, k) => place + fours * strides[k]![0] * 4);
    run(...rest, 1, (count % 4) * length);
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
