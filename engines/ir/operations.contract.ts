import { describe, expect, it } from 'vitest';
import type { Value } from './form.ts';
import { gradientsOf } from './gradient.ts';
import { type Given, interpret } from './interpreter.ts';
import { add, multiply } from './operations/binary.ts';
import { sum } from './operations/reduce.ts';
import { reshape } from './operations/reshape.ts';
import { OPERATION_CASES, Sampler, VALUE_CASES } from './operations.samples.ts';

/** Computes values on a backend: numbers in row-major order. */
export type Run = (
  values: readonly Value[],
  given: Given,
) => ArrayLike<number>[] | Promise<ArrayLike<number>[]>;

const SEEDS = [1, 2, 3, 4, 5, 6];

/** One number out of values: their sum with weights that differ from place to place. */
export function numberOf(values: readonly Value[], from: Sampler): Value {
  const weighted = values.map((value) => {
    const { shape, batched } = value;
    const weights = from.given(shape, batched, (x) => x);
    return reshape(sum(multiply(value, weights), [...shape.keys()], batched), []);
  });
  return weighted.reduce((total, each) => add(total, each));
}

/**
 * What a backend promises of each operation and of its gradient. Call it at the top of a test file. `seeds`:
 * each draws the shapes and numbers of one trial of a case.
 */
export function describeOperations(name: string, run: () => Run, seeds: readonly number[] = SEEDS): void {
  describe(`operations of ${name}`, () => {
    for (const [title, build] of Object.entries({ ...OPERATION_CASES, ...VALUE_CASES }))
      it(`has the values of plain arithmetic: ${title}`, async () => {
        for (const seed of seeds) {
          const from = new Sampler(seed);
          await mustAgree(build(from), from, run());
        }
      });

    for (const [title, build] of Object.entries(OPERATION_CASES))
      it(`has the gradient of plain arithmetic: ${title}`, async () => {
        for (const seed of seeds) {
          const from = new Sampler(seed);
          await mustAgree(gradientsOf(numberOf(build(from), from), from.by), from, run());
        }
      });
  });
}

async function mustAgree(values: readonly Value[], from: Sampler, run: Run): Promise<void> {
  const found = await run(values, from);
  for (const [index, expected] of interpret(values, from).entries()) {
    expect(found[index]).toHaveLength(expected.length);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const [at, value] of expected.entries())
      if (!(Math.abs(found[index]![at]! - value) <= 3e-6 * largest))
        expect(found[index]![at], `value ${at} of output ${index}`).toBeCloseTo(value, 6);
  }
}
