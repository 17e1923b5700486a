/** What every engine promises of programs in the intermediate form; a part of `engine.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { Extent } from './engine.extent.ts';
import { randomWeights, weightsOf } from './engine.samples.ts';
import type { Batch, Engine, LayerSignal, Program, Trainer, Weights } from './engine.ts';
import { ExactTrial } from './form.reference.ts';
import { FORM_LAYERS, formBatch } from './form.samples.ts';
import { countParameters } from './model.ts';
import { statesOf } from './optimizers/registry.ts';

const bytesOf = (weights: Weights) => weights.map((array) => Buffer.from(array.buffer).toString('hex'));

const RATES = [1, 0.5, 2, 0, 1];

const batchesOf = (program: Program, steps: number): Batch[] =>
  Array.from({ length: steps }, (_, step) => formBatch(program, step % 5 === 4 ? 4 : 6, step + 1));

/** Compares numbers, the larger ones by their share. */
function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string) {
  expect(found, what).toHaveLength(expected.length);
  for (let at = 0; at < expected.length; at++) {
    const bound = tolerance * Math.max(1, Math.abs(expected[at]!));
    if (!(Math.abs(found[at]! - expected[at]!) <= bound))
      expect(found[at], `${what}, value ${at}`).toBeCloseTo(expected[at]!, 6);
  }
}

/** The tests of programs in the intermediate form; call it inside an engine's suite. */
export function describeForms(engineOf: () => Engine, extent: Extent): void {
  async function withTrainer<Seen>(
    program: Program,
    weights: readonly Weights[],
    look: (trainer: Trainer) => Promise<Seen>,
    seed = 0,
  ): Promise<Seen> {
    const trainer = await engineOf().start(program, weights, seed);
    try {
      return await look(trainer);
    } finally {
      trainer.dispose();
    }
  }

  const trained = (program: Program, starts: readonly Weights[], seed = 5) =>
    withTrainer(
      program,
      starts,
      async (trainer) => {
        for (const [step, batch] of batchesOf(program, extent.formSteps).entries())
          await trainer.step(batch, RATES[step % RATES.length]);
        const losses = await trainer.takeLosses();
        return { losses, weights: await weightsOf(trainer, starts.length) };
      },
      seed,
    );

  describe('in the intermediate form', () => {
    for (const [title, program] of Object.entries(extent.forms)) {
      it(`trains, evaluates and inspects as the interpreter does: ${title}`, async () => {
        const starts = [randomWeights(program, 1), randomWeights(program, 2)];
        const [first, last] = [formBatch(program, 6, 90), formBatch(program, 11, 91)];
        await withTrainer(
          program,
          starts,
          async (trainer) => {
            const exact = starts.map((start) => new ExactTrial(program, start, 5));
            const signals = await trainer.inspect(first);
            for (const [trial, own] of exact.entries()) expectSignals(own, signals[trial]!, first);
            for (const [step, batch] of batchesOf(program, extent.formSteps).entries()) {
              const rate = RATES[step % RATES.length];
              await trainer.step(batch, rate);
              for (const own of exact) own.step(batch, rate);
            }
            const losses = await trainer.takeLosses();
            const evaluated = await trainer.evaluate(last);
            const weights = await weightsOf(trainer, starts.length);
            for (const [trial, own] of exact.entries()) {
              expectClose(
                losses.map((each) => each[trial]!),
                own.losses,
                5e-5,
                'losses',
              );
              for (const [index, array] of own.weights().entries())
                expectClose(weights[trial]![index]!, array, 1e-4, `parameter ${index}`);
              const { loss, scores } = own.evaluate(last);
              expectClose(evaluated.scores[trial]!, scores, 2e-4, 'scores');
              expect(evaluated.loss[trial]).toBeCloseTo(loss, 3);
            }
          },
          5,
        );
      });
    }

    for (const [title, program] of Object.entries(extent.packedForms))
      it(`gives a trial the same bits in a pack, alone and again: ${title}`, async () => {
        const starts = [1, 2, 3].map((seed) => randomWeights(program, seed));
        const packed = await trained(program, starts);
        for (const [trial, start] of starts.entries()) {
          const alone = await trained(program, [start]);
          expect(bytesOf(packed.weights[trial]!)).toEqual(bytesOf(alone.weights[0]!));
          expect(packed.losses.map((each) => each[trial])).toEqual(alone.losses.map(([loss]) => loss));
        }
      });

    it('draws masks from the seed alone', async () => {
      const program = FORM_LAYERS['dropout and spatialDropout']!;
      const start = [randomWeights(program, 1)];
      const [once, again, other] = await Promise.all(
        [5, 5, 6].map(async (seed) => (await trained(program, start, seed)).losses),
      );
      expect(again).toEqual(once);
      expect(other).not.toEqual(once);
    });

    it('changes nothing by an evaluation or an inspection', async () => {
      const program = FORM_LAYERS['a residual network in small']!;
      const start = randomWeights(program, 1);
      await withTrainer(program, [start], async (trainer) => {
        await trainer.evaluate(formBatch(program, 300, 1));
        await trainer.inspect(formBatch(program, 6, 2));
        expect(bytesOf(await trainer.weights(0))).toEqual(bytesOf(start));
      });
    });

    it('keeps a diverged trial to itself', async () => {
      const program = FORM_LAYERS['a residual network in small']!;
      const healthy = randomWeights(program, 1);
      const poison = healthy.map((array) => array.slice().fill(Number.NaN));
      const packed = await trained(program, [poison, healthy]);
      const alone = await trained(program, [healthy]);
      expect(packed.losses.at(-1)![0]).toBeNaN();
      expect(bytesOf(packed.weights[1]!)).toEqual(bytesOf(alone.weights[0]!));
    });

    it('holds no more after ten times as many steps, and nothing at the end', async () => {
      const program = FORM_LAYERS['dropout and spatialDropout']!;
      const engine = engineOf();
      const before = { tensors: engine.tensors(), bytes: engine.bytes() };
      await withTrainer(program, [randomWeights(program, 1), randomWeights(program, 2)], async (trainer) => {
        const batch = formBatch(program, 6, 1);
        const round = async () => {
          for (let step = 0; step < extent.formLeakSteps; step++) await trainer.step(batch);
          await trainer.takeLosses();
          await trainer.evaluate(batch);
          await trainer.inspect(batch);
          return { tensors: engine.tensors(), bytes: engine.bytes() };
        };
        const first = await round();
        const resident = process.memoryUsage.rss();
        for (let again = 0; again < 9; again++) expect(await round()).toEqual(first);
        expect(process.memoryUsage.rss() - resident).toBeLessThan(64 * 2 ** 20);
      });
      expect({ tensors: engine.tensors(), bytes: engine.bytes() }).toEqual(before);
    });

    it('estimates more memory for more trials, and never less than it holds', async () => {
      const program = FORM_LAYERS['a residual network in small']!;
      const engine = engineOf();
      const before = engine.bytes();
      const [one, seven] = [1, 7].map((trials) => engine.estimateBytes(program, trials));
      expect(seven!).toBeGreaterThan(one!);
      // With normalisation: its gamma, beta and moving statistics are among what is held.
      const { trainable, others } = countParameters(program.model, program.inputShape);
      const parameters = 4 * (trainable * (1 + statesOf(program.optimizer)) + others);
      await withTrainer(program, [randomWeights(program, 1)], async (trainer) => {
        await trainer.step(formBatch(program, 6, 1));
        const held = engine.bytes() - before;
        expect(held).toBeGreaterThanOrEqual(parameters);
        expect(held).toBeLessThanOrEqual(one!);
      });
      expect(seven! - one!).toBeGreaterThanOrEqual(6 * parameters);
    });
  });
}

function expectSignals(own: ExactTrial, found: readonly LayerSignal[], batch: Batch): void {
  const expected = own.inspect(batch);
  expect(found).toHaveLength(expected.length);
  for (const [layer, { values, gradients }] of expected.entries()) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const all = gradients.flatMap((each) => [...each]);
    const signal = found[layer]!;
    expect(signal.mean).toBeCloseTo(mean, 4);
    expect(Math.abs(signal.variance / variance - 1)).toBeLessThan(1e-3);
    expect(signal.gradientNorm).toBeCloseTo(Math.hypot(...all), 4);
    expect(signal.maxAbsGradient).toBeCloseTo(Math.max(...all.map(Math.abs)), 4);
  }
}
