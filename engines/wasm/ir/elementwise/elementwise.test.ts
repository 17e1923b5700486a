import { describe, expect, it } from 'vitest';
import { numbers } from '../../../engine.samples.ts';
import type { Value } from '../../../ir/form.ts';
import { apply } from '../../../ir/form.ts';
import { constant, input, parameter } from '../../../ir/leaves.ts';
import { add, gate, max, min, multiply } from '../../../ir/operations/binary.ts';
import { sum } from '../../../ir/operations/reduce.ts';
import { relu, tanh, UNARY, type Unary, unaryOperation } from '../../../ir/operations/unary.ts';
import { loadKernels } from '../../kernels.ts';
import { compile } from '../compile.ts';
import { compute, WasmMemory } from '../compute.samples.ts';

const memory = new WasmMemory({ initial: 64 });
const kernels = await loadKernels(memory);

const list = (name: string, length: number) => input(name, { shape: [length], batched: false });

/** What a chain makes of numbers. */
function made(build: (x: Value) => Value, x: ArrayLike<number>): Float32Array {
  const values = [build(list('x', x.length))];
  const given = { examples: 1, inputs: { x }, parameters: [] };
  return compute(values, given, kernels, memory)[0]!;
}

const { NaN: none, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
const ENDS = [none, most, least, 0, 1, -1, 1e30, -1e30, 88, -86, 100, -100, 1e-30, -1e-30];

describe.each(Object.keys(UNARY) as Unary[])('%s', (kind) => {
  const unary = (x: Value) => apply(unaryOperation, { kind }, [x])[0]!;

  it('is right over its range and at its ends', () => {
    const next = numbers(2);
    const spread = Array.from({ length: 2000 }, () => (next() - 0.5) * 10 ** (4 * next() - 2));
    const x = Float32Array.from([...spread, ...ENDS]);
    for (const [at, found] of made(unary, x).entries()) {
      // Of NaN, sign makes no promise.
      if (kind === 'sign' && Number.isNaN(x[at]!)) continue;
      const expected = Math.fround(UNARY[kind](x[at]!));
      const bound = 1e-6 * Math.abs(expected) + (kind === 'log' ? 2e-7 : 1e-37);
      const close = Math.abs(found - expected) <= bound || Object.is(found + 0, expected + 0);
      if (!close) expect(found, `${kind}(${x[at]})`).toBe(expected);
    }
  });

  it('has the same bits wherever a number stands', () => {
    const x = Float32Array.from({ length: 11 }, (_, at) => 0.37 * (at + 1) - 1.7);
    const all = made(unary, x);
    for (let from = 0; from < x.length; from++)
      for (let to = from + 1; to <= x.length; to++)
        expect(made(unary, x.subarray(from, to))).toEqual(all.slice(from, to));
  });
});

it('passes NaN on, and gates by what is above 0', () => {
  const x = [none, 1, -1, 0];
  expect([...made((value) => max(value, constant(0)), x)]).toEqual([none, 1, 0, 0]);
  expect([...made((value) => min(value, constant(0)), x)]).toEqual([none, 0, -1, 0]);
  expect([...made((value) => relu(value), x)].map((each) => each + 0)).toEqual([none, 1, 0, 0]);
  expect([...made((value) => gate(constant(5), value), x)]).toEqual([0, 5, 0, 0]);
});

describe('chains', () => {
  const x = input('x', { shape: [6, 8], batched: true });
  const bias = parameter(0, [8]);
  const namesOf = (values: readonly Value[]) => compile(values).instructions.map(({ name }) => name);

  it('are one loop where every value has one reader', () => {
    expect(namesOf([relu(add(multiply(x, constant(3)), bias))])).toEqual(['loop multiply', 'loop add relu']);
    expect(namesOf([relu(multiply(add(x, bias), bias))])).toEqual(['loop add multiply relu']);
  });

  it('keep what others read, and what is wanted', () => {
    const shared = add(x, bias);
    expect(namesOf([tanh(shared), sum(shared, [0])])).toEqual(['loop add', 'loop tanh', 'reduce']);
    expect(namesOf([shared, tanh(shared)])).toEqual(['loop add', 'loop tanh']);
  });

  it('read a value twice that they compute once', () => {
    const shared = add(x, bias);
    expect(namesOf([multiply(shared, tanh(shared))])).toEqual(['loop add tanh multiply']);
  });

  it('hold a repeated value apart from a larger one', () => {
    expect(namesOf([multiply(x, tanh(bias))])).toEqual(['loop tanh', 'loop multiply']);
  });
});

it('runs rows of any length, in any number', () => {
  for (const length of [1, 2, 3, 5, 6, 7, 9, 10, 63, 65])
    for (const examples of [1, 2, 3, 4, 5, 9]) {
      const value = tanh(add(input('x', { shape: [length], batched: true }), parameter(0, [length])));
      const x = Float32Array.from({ length: length * examples }, (_, at) => Math.sin(at));
      const bias = Float32Array.from({ length }, (_, at) => Math.cos(at));
      const given = { examples, inputs: { x }, parameters: [bias] };
      const [found] = compute([value], given, kernels, memory);
      for (const [at, each] of x.entries())
        expect(found![at]).toBeCloseTo(Math.tanh(each + bias[at % length]!), 6);
    }
});

it('holds loops apart that differ only in a number that JSON does not have', () => {
  const x = list('x', 1);
  const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3].map((limit) =>
    max(min(x, constant(limit)), constant(limit)),
  );
  const given = { examples: 1, inputs: { x: [2] }, parameters: [] };
  const found = compute(values, given, kernels, memory).map(([each]) => each);
  expect(found).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3]);
});
