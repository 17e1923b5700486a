import type { Node, Value } from '../../../ir/form.ts';
import { type Axes, axesOf } from '../../../ir/lowering/axes.ts';
import { countIn } from '../../../ir/lowering/count.ts';
import { stepsOf } from '../../../ir/lowering/steps.ts';
import type { Buffer } from '../buffer.ts';
import type { Bound, Instruction } from '../instruction.ts';
import type { Loop } from './loop.ts';
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
