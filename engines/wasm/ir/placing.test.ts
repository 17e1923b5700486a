import { describe, expect, it } from 'vitest';
import type { Value } from '../../ir/form.ts';
import { gradientsOf } from '../../ir/gradient.ts';
import { input, parameter } from '../../ir/leaves.ts';
import { countIn } from '../../ir/lowering/count.ts';
import { matmul } from '../../ir/operations/matmul.ts';
import { sum } from '../../ir/operations/reduce.ts';
import { reshape } from '../../ir/operations/reshape.ts';
import { tanh } from '../../ir/operations/unary.ts';
import type { Buffer } from './buffer.ts';
import { type Code, compile } from './compile.ts';
import { placed } from './placing.ts';

const EXAMPLES = 32;
const WIDTH = 64;
const LAYER_BYTES = EXAMPLES * WIDTH * 4;

function layers(depth: number): { value: Value; parameters: Value[] } {
  const parameters = Array.from({ length: depth }, (_, layer) => parameter(layer, [WIDTH, WIDTH]));
  let value: Value = input('x', { shape: [WIDTH], batched: true });
  for (const weights of parameters) value = tanh(matmul(value, weights));
  return { value, parameters };
}

function training(depth: number): Value[] {
  const { value, parameters } = layers(depth);
  const number = reshape(sum(value, [0], true), []);
  return [number, ...gradientsOf(number, parameters)];
}

describe('the room that values take', () => {
  it('is no larger for a deeper forward pass', () => {
    const bytes = (depth: number) => placed(compile([layers(depth).value]), EXAMPLES).bytes;
    expect(bytes(40)).toBe(bytes(4));
    // A product reads one value and makes another, and packs a panel; a chain takes its input's place.
    expect(bytes(4)).toBeLessThan(4 * LAYER_BYTES);
  });

  it('grows by what a training step must keep', () => {
    const bytes = (depth: number) => placed(compile(training(depth)), EXAMPLES).bytes;
    const each = (bytes(30) - bytes(10)) / 20;
    // The output of each layer, and the gradient of its kernel.
    expect(each).toBeLessThanOrEqual(LAYER_BYTES + WIDTH * WIDTH * 4 + 64);
  });
});

/** From the instruction that makes a buffer to the last that reads it. */
function lives({ instructions, results }: Code): Map<Buffer, [number, number]> {
  const found = new Map<Buffer, [number, number]>();
  for (const [at, { reads, writes, scratch = [] }] of instructions.entries())
    for (const buffer of [...writes, ...scratch, ...reads])
      if (buffer.kind === 'made') found.set(buffer, [found.get(buffer)?.[0] ?? at, at]);
  for (const buffer of results)
    if (buffer.kind === 'made') found.set(buffer, [found.get(buffer)![0], Number.POSITIVE_INFINITY]);
  return found;
}

it('gives two values the same place only where one takes over from the other', () => {
  const code = compile(training(12));
  const { offsets, bytes } = placed(code, EXAMPLES);
  const all = [...lives(code).entries()].map(([buffer, [from, to]]) => {
    const at = offsets.get(buffer)!;
    return { from, to, at, end: at + countIn(buffer.count, EXAMPLES) * 4 };
  });
  for (const [index, a] of all.entries()) {
    expect(a.end).toBeLessThanOrEqual(bytes);
    for (const b of all.slice(index + 1)) {
      const meet = a.at < b.end && b.at < a.end;
      const together = a.from < b.to && b.from < a.to;
      if (meet) expect(together, `${JSON.stringify(a)} and ${JSON.stringify(b)}`).toBe(false);
    }
  }
});
