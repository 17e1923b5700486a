import { describe, expect, it } from 'vitest';
import { gradientsOf } from './gradient.ts';
import { interpret } from './interpreter.ts';
import { constant, input, parameter } from './leaves.ts';
import { add, multiply } from './operations/binary.ts';
import { sum } from './operations/reduce.ts';
import { reshape } from './operations/reshape.ts';
import { numberOf } from './operations.contract.ts';
import { OPERATION_CASES, Sampler, VALUE_CASES } from './operations.samples.ts';
import { nodesOf } from './order.ts';
import { LEAVES, OPERATIONS } from './registry.ts';

const STEP = 1e-5;

describe('each gradient rule, run by the interpreter, against central differences', () => {
  for (const [title, build] of Object.entries(OPERATION_CASES))
    it(title, () => {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const from = new Sampler(seed);
        const number = numberOf(build(from), from);
        const { examples, parameters } = from;
        const gradients = interpret(gradientsOf(number, from.by), from);
        for (const [index, { node }] of from.by.entries()) {
          const settings = node.attributes as { readonly name?: string; readonly index?: number };
          const array = Float64Array.from(
            settings.name === undefined ? parameters[settings.index!]! : from.inputs[settings.name]!,
          );
          const value = (at: number, by: number) => {
            const moved = array.with(at, array[at]! + by);
            const given = {
              examples,
              inputs: settings.name === undefined ? from.inputs : { ...from.inputs, [settings.name]: moved },
              parameters: parameters.map((own, place) => (place === settings.index ? moved : own)),
            };
            return interpret([number], given)[0]![0]!;
          };
          for (let at = 0; at < array.length; at += Math.ceil(array.length / 8)) {
            const expected = (value(at, STEP) - value(at, -STEP)) / (2 * STEP);
            expect(gradients[index]![at]).toBeCloseTo(expected, 4);
          }
        }
      }
    });
});

it('has a case for every operation, kind by kind', () => {
  const used = new Set<string>();
  for (const build of Object.values({ ...OPERATION_CASES, ...VALUE_CASES })) {
    const from = new Sampler(1);
    const values = build(from);
    const differentiable = values.filter(() => Object.values(OPERATION_CASES).includes(build));
    const back = differentiable.length === 0 ? [] : gradientsOf(numberOf(values, from), from.by);
    for (const { operation } of nodesOf([...values, ...back])) used.add(operation.name);
  }
  const known = [...LEAVES, ...OPERATIONS].map(({ name }) => name);
  expect([...used].sort()).toEqual(known.sort());
});

it('adds up what a value is given from several places', () => {
  const x = parameter(0, [2]);
  const number = reshape(sum(add(multiply(x, x), multiply(x, constant(3))), [0]), []);
  const [gradient] = interpret(gradientsOf(number, [x]), { examples: 1, inputs: {}, parameters: [[2, -5]] });
  expect([...gradient!]).toEqual([7, -7]);
});

it('gives zeros where the number does not follow from a value', () => {
  const [x, y] = [parameter(0, []), input('y', { shape: [3], batched: true })];
  const [gradient] = interpret(gradientsOf(x, [y]), {
    examples: 2,
    inputs: { y: [1, 2, 3, 4, 5, 6] },
    parameters: [[1]],
  });
  expect([...gradient!]).toEqual([0, 0, 0, 0, 0, 0]);
});
