/** What every engine promises of packs that go on from what others left; a part of `engine.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { Extent } from './engine.extent.ts';
import { program, randomBatch, randomWeights, SMALL_MODELS } from './engine.samples.ts';
import type { Batch, Engine, PackProgress, Program, TrialState, Weights } from './engine.ts';
import { formBatch } from './form.samples.ts';

const STEPS = 8;
/** No multiple of the batches that are added up. */
const CUT = 4;
const RATES = [1, 0.5, 2, 0, 1];
const SEED = 5;

const bytesOf = ({ weights, kept }: TrialState) =>
  [...weights, ...kept].map((array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex'),
  );

/** The promises; `bitwise`: a packed trial has the bits that it has alone. `forms`: the engine has them. */
export function describeResuming(
  engineOf: () => Engine,
  { bitwise, forms, extent }: { readonly bitwise: boolean; readonly forms: boolean; readonly extent: Extent },
): void {
  /** Takes the steps `from` … `to` − 1 of all trials, and tells what they came to. */
  async function stepped(
    program: Program,
    weights: readonly Weights[],
    batches: readonly Batch[],
    { from, to, progress }: { readonly from: number; readonly to: number; readonly progress?: PackProgress },
  ) {
    const trainer = await engineOf().start(program, weights, SEED, progress);
    try {
      for (let step = from; step < to; step++) await trainer.step(batches[step]!, RATES[step % RATES.length]);
      const states = await trainer.states();
      const read = await Promise.all(weights.map((_, at) => trainer.weights(at)));
      return { losses: await trainer.takeLosses(), states, weights: read };
    } finally {
      trainer.dispose();
    }
  }

  /** Holds steps that go on behind a cut to those that nothing interrupted. */
  async function goesOn(program: Program, batches: readonly Batch[]) {
    const starts = [1, 2, 3].map((seed) => randomWeights(program, seed));
    const whole = await stepped(program, starts, batches, { from: 0, to: STEPS });
    const { states } = await stepped(program, starts, batches, { from: 0, to: CUT });
    // In other company than before, where that makes no difference.
    const trials = bitwise ? [2, 0] : [0, 1, 2];
    const own = trials.map((trial) => states[trial]!);
    const progress = { steps: CUT, kept: own.map(({ kept }) => kept) };
    const first = own.map(({ weights }) => weights);
    const rest = await stepped(program, first, batches, { from: CUT, to: STEPS, progress });
    const expected = whole.losses.slice(CUT).map((losses) => trials.map((trial) => losses[trial]!));
    expect(rest.losses.map((losses) => [...losses])).toEqual(expected);
    for (const [at, trial] of trials.entries()) {
      expect(bytesOf(rest.states[at]!)).toEqual(bytesOf(whole.states[trial]!));
      expect(rest.weights[at]).toEqual(rest.states[at]!.weights);
    }
  }

  describe('a pack that goes on from what another left takes the same steps to the last bit', () => {
    const { shape, layers } = SMALL_MODELS['two convolutions, same, tanh; pool 3']!;
    it.each(extent.resumedOptimizers)('$kind, $momentum $centered $nesterov', async (optimizer) => {
      const small = program(shape, layers, optimizer);
      const batches = Array.from({ length: STEPS }, (_, step) => randomBatch(small, 6, step));
      await goesOn(small, batches);
    });

    if (forms) {
      it.each(Object.entries(extent.resumedForms))('%s', async (_, form) => {
        const batches = Array.from({ length: STEPS }, (_, step) => formBatch(form, 6, step + 1));
        await goesOn(form, batches);
      });
    }
  });

  it('refuses what was kept of another program, and keeps nothing of it', async () => {
    const engine = engineOf();
    const before = engine.bytes();
    const { shape, layers } = SMALL_MODELS['dense tanh, sigmoid, linear']!;
    const small = program(shape, layers, { kind: 'sgd', learningRate: 0.1, momentum: 0.9 });
    const weights = [randomWeights(small, 1)];
    const progress = (kept: readonly Float32Array[]) => ({ steps: 3, kept: [kept] });
    const { states } = await stepped(small, weights, [], { from: 0, to: 0 });
    const { kept } = states[0]!;
    await expect(engine.start(small, weights, SEED, progress([]))).rejects.toThrow(/the program wants/);
    const short = kept.map((array, index) => (index === kept.length - 1 ? array.subarray(1) : array));
    await expect(engine.start(small, weights, SEED, progress(short))).rejects.toThrow(/the program wants/);
    await expect(engine.start(small, weights, SEED, { steps: 3, kept: [] })).rejects.toThrow(
      /1 trials .* 0 states/,
    );
    expect(engine.bytes()).toBe(before);
    (await engine.start(small, weights, SEED, progress(kept))).dispose();
  });
}
