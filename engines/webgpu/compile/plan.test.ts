import { expect, it } from 'vitest';
import { SEED_PROGRAM } from '../../engine.samples.ts';
import type { Program } from '../../engine.ts';
import { FORM_LAYERS } from '../../form.samples.ts';
import { planOf } from './plan.ts';

/** Buffers that a kernel may bind: on every adapter, and on most. */
const STORES = [8, 10] as const;

/** What a step takes today, with so many buffers: it is to become less, never more. */
const BOUNDS: readonly (readonly [string, Program, readonly [number, number]])[] = [
  ["the first study's network", SEED_PROGRAM, [22, 22]],
  ['a residual network', FORM_LAYERS['a residual network in small']!, [127, 120]],
  [
    'a list of numbers, normalised',
    FORM_LAYERS['batchNorm of lists, without gamma, without beta']!,
    [54, 51],
  ],
];

it.each(BOUNDS)('a step of %s takes no more dispatches than before', (_, program, most) => {
  for (const [at, stores] of STORES.entries()) {
    const { kernels } = planOf(program, stores).codes.training!.code;
    expect(kernels.length, `${stores} bindings`).toBeLessThanOrEqual(most[at]!);
    // One update of all parameters, and it is the last.
    expect(kernels.map(({ name }) => name.startsWith('update ')).indexOf(true)).toBe(kernels.length - 1);
  }
});

it('no kernel binds more than the adapter has', () => {
  for (const [, program] of BOUNDS)
    for (const stores of STORES)
      for (const own of Object.values(planOf(program, stores).codes))
        for (const kernel of own.code.kernels) expect(kernel.stores.length).toBeLessThanOrEqual(stores);
});
