import { type Count, countIn, fixed } from '../../../ir/lowering/count.ts';
import { made } from '../buffer.ts';
import type { Instruction } from '../instruction.ts';
import { around, type Lowering } from './lowering.ts';
import { lowerCopy } from './move.ts';

/** Neighbouring axes that are all reduced, or all kept. */
interface Span {
  readonly count: Count;
  readonly reduced: boolean;
}

/** A reduction of the middle of three axes. */
interface Stage {
  readonly outer: Count;
  readonly middle: Count;
  readonly inner: number;
}

/** The sum or the largest value over axes: a pass for each span of reduced axes, the last one first. */
export const lowerReduce: Lowering = (node, bufferOf) => {
  const { kind, axes, batch } = node.attributes as {
    readonly kind: 'sum' | 'max';
    readonly axes: readonly number[];
    readonly batch: boolean;
  };
  const [x] = node.inputs;
  const stages = stagesOf(spansOf(x!, axes, batch));
  if (stages.length === 0) return lowerCopy(node, bufferOf);
  const own = around(node, bufferOf);
  let from = own.reads[0]!;
  return stages.map((stage, at): Instruction => {
    const { outer, middle, inner } = stage;
    const last = at === stages.length - 1;
    const size = { fixed: outer.fixed * inner, batched: outer.batched };
    const [read, write] = [from, last ? own.writes[0]! : made(size)];
    from = write;
    const room = made(fixed(2 * inner + 32));
    return {
      ...own,
      reads: [read],
      writes: [write],
      scratch: [room],
      bind({ kernels, at }) {
        const [source, to, place] = [read, write, room].map(at) as [number, number, number];
        return (n) => {
          const sizes = [countIn(outer, n), countIn(middle, n), inner] as const;
          if (kind === 'sum') kernels.sumMiddle(source, to, ...sizes, place);
          else kernels.mostOfMiddle(source, to, ...sizes);
        };
      },
    };
  });
};

function spansOf(
  { shape, batched }: { readonly shape: readonly number[]; readonly batched: boolean },
  axes: readonly number[],
  batch: boolean,
): Span[] {
  const all = [
    ...(batched ? [{ count: { fixed: 1, batched: true }, reduced: batch }] : []),
    ...shape.map((size, axis) => ({ count: fixed(size), reduced: axes.includes(axis) })),
  ].filter(({ count }) => count.batched || count.fixed !== 1);
  const spans: Span[] = [];
  for (const span of all) {
    const before = spans.at(-1);
    if (before?.reduced === span.reduced) {
      const { fixed: size, batched: many } = before.count;
      spans[spans.length - 1] = {
        count: { fixed: size * span.count.fixed, batched: many },
        reduced: span.reduced,
      };
    } else spans.push(span);
  }
  return spans;
}

function stagesOf(spans: readonly Span[]): Stage[] {
  const last = spans.findLastIndex(({ reduced }) => reduced);
  if (last < 0) return [];
  const product = (part: readonly Span[]): Count => ({
    fixed: part.reduce((total, { count }) => total * count.fixed, 1),
    batched: part.some(({ count }) => count.batched),
  });
  const rest = spans.filter((_, at) => at !== last);
  const stage = {
    outer: product(spans.slice(0, last)),
    middle: spans[last]!.count,
    inner: product(spans.slice(last + 1)).fixed,
  };
  return [stage, ...stagesOf(rest)];
}
