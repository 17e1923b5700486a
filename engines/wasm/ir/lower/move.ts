import type { Type } from '../../../ir/form.ts';
import { merged } from '../../../ir/lowering/axes.ts';
import { type Count, countIn, countOf } from '../../../ir/lowering/count.ts';
import type { Buffer } from '../buffer.ts';
import type { Bound, Instruction } from '../instruction.ts';
import { around, type Lowering } from './lowering.ts';

/** Numbers that go from places to places: steps along axes, and where the first stands, in numbers. */
interface Move {
  readonly sizes: readonly Count[];
  readonly from: { readonly first: number; readonly steps: readonly number[] };
  readonly to: { readonly first: number; readonly steps: readonly number[] };
}

/** The loops of `moveStrided`. */
const LOOPS = 5;

/** Calls a move, with every address filled in. */
function bound({ sizes, from, to }: Move, source: Buffer, target: Buffer, { kernels, at }: Bound) {
  const { counts, strides } = merged(sizes, [from.steps, to.steps]);
  const missing = LOOPS - counts.length;
  const loops = [...new Array<Count>(missing).fill({ fixed: 1, batched: false }), ...counts];
  const bytes = strides.flatMap((steps) => [
    ...new Array<number>(missing).fill(0),
    ...steps.map((step) => step * 4),
  ]);
  const [a, b] = [at(source) + from.first * 4, at(target) + to.first * 4];
  return (n: number) => kernels.moveStrided(a, b, ...loops.map((count) => countIn(count, n)), ...bytes);
}

/** Steps along the axes of a value, its batch in front where it has one. */
function stepsOf({ shape, batched }: Type): number[] {
  const steps: number[] = [];
  let volume = 1;
  for (const size of [...shape].reverse()) {
    steps.unshift(volume);
    volume *= size;
  }
  return batched ? [volume, ...steps] : steps;
}

const sizesOf = ({ shape, batched }: Type): Count[] => [
  ...(batched ? [{ fixed: 1, batched: true }] : []),
  ...shape.map((size) => ({ fixed: size, batched: false })),
];

/** Where a place of an example stands, in numbers. */
const firstOf = (type: Type, at: readonly number[]): number => {
  const steps = stepsOf(type).slice(type.batched ? 1 : 0);
  return at.reduce((total, index, axis) => total + index * steps[axis]!, 0);
};

/** The same numbers elsewhere. */
export const lowerCopy: Lowering = (node, bufferOf) => {
  const own = around(node, bufferOf);
  const move = {
    sizes: [countOf(node.outputs[0]!)],
    from: { first: 0, steps: [1] },
    to: { first: 0, steps: [1] },
  };
  return [{ ...own, bind: (place) => bound(move, own.reads[0]!, own.writes[0]!, place) }];
};

export const lowerTranspose: Lowering = (node, bufferOf) => {
  const { order } = node.attributes as { readonly order: readonly number[] };
  const [[x], [y]] = [node.inputs, node.outputs] as unknown as [[Type], [Type]];
  const own = around(node, bufferOf);
  const batch = x.batched ? 1 : 0;
  const all = [...(batch ? [0] : []), ...order.map((axis) => axis + batch)];
  const steps = stepsOf(x);
  const move = {
    sizes: sizesOf(y),
    from: { first: 0, steps: all.map((axis) => steps[axis]!) },
    to: { first: 0, steps: stepsOf(y) },
  };
  return [{ ...own, bind: (place) => bound(move, own.reads[0]!, own.writes[0]!, place) }];
};

export const lowerSlice: Lowering = (node, bufferOf) => {
  const { begin, every } = node.attributes as { readonly begin: number[]; readonly every: number[] };
  const [[x], [y]] = [node.inputs, node.outputs] as unknown as [[Type], [Type]];
  const own = around(node, bufferOf);
  const gaps = x.batched ? [1, ...every] : every;
  const move = {
    sizes: sizesOf(y),
    from: { first: firstOf(x, begin), steps: stepsOf(x).map((step, axis) => step * gaps[axis]!) },
    to: { first: 0, steps: stepsOf(y) },
  };
  return [{ ...own, bind: (place) => bound(move, own.reads[0]!, own.writes[0]!, place) }];
};

export const lowerPad: Lowering = (node, bufferOf) => {
  const { before } = node.attributes as { readonly before: readonly number[] };
  const [[x], [y]] = [node.inputs, node.outputs] as unknown as [[Type], [Type]];
  const own = around(node, bufferOf);
  const [from, to] = [stepsOf(x), stepsOf(y)];
  const move = {
    sizes: sizesOf(x),
    from: { first: 0, steps: from },
    to: { first: firstOf(y, before), steps: to },
  };
  const count = countOf(y);
  const bind: Instruction['bind'] = (place) => {
    const target = place.at(own.writes[0]!);
    const run = bound(move, own.reads[0]!, own.writes[0]!, place);
    return (n) => {
      place.kernels.fillZeros(target, countIn(count, n));
      run(n);
    };
  };
  return [{ ...own, bind }];
};

export const lowerConcat: Lowering = (node, bufferOf) => {
  const { axis } = node.attributes as { readonly axis: number };
  const [y] = node.outputs as unknown as [Type];
  const own = around(node, bufferOf);
  let begin = 0;
  const moves = node.inputs.map((x): Move => {
    const first = firstOf(
      y,
      y.shape.map((_, each) => (each === axis ? begin : 0)),
    );
    begin += x.shape[axis]!;
    return { sizes: sizesOf(x), from: { first: 0, steps: stepsOf(x) }, to: { first, steps: stepsOf(y) } };
  });
  const bind: Instruction['bind'] = (place) => {
    const runs = moves.map((move, at) => bound(move, own.reads[at]!, own.writes[0]!, place));
    return (n) => {
      for (const run of runs) run(n);
    };
  };
  return [{ ...own, bind }];
};
