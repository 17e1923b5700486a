/** What every engine's `inspect` must tell; a part of the suite in `engine.contract.ts`. */
import { describe, expect, it } from 'vitest';
import type { Extent } from './engine.extent.ts';
import { activityExactly, gradientsExactly } from './engine.reference.ts';
import { program, randomBatch, randomWeights, SMALL_MODELS, weightsOf } from './engine.samples.ts';
import type { Batch, Program, Trainer, Weights } from './engine.ts';

/** What the suite gives its parts: ways to train on the engine that leave nothing behind. */
export interface Harness {
  withTrainer<Seen>(
    program: Program,
    weights: readonly Weights[],
    look: (trainer: Trainer) => Promise<Seen>,
  ): Promise<Seen>;
  trained(
    program: Program,
    weights: readonly Weights[],
    batches: readonly Batch[],
  ): Promise<{ readonly losses: Float32Array[]; readonly weights: Weights[] }>;
}

const exact = (weights: Weights) => weights.map((array) => Float64Array.from(array));
const bytesOf = (weights: Weights) => weights.map((array) => Buffer.from(array.buffer).toString('hex'));

/** The tests of `inspect`; call it inside an engine's suite. */
export function describeInspection({ withTrainer, trained }: Harness, { models, deeper }: Extent): void {
  describe('inspection', () => {
    const asked = { kind: 'sgd', learningRate: 0.1, momentum: 0.9 } as const;

    for (const [title, { shape, layers }] of Object.entries(models)) {
      it(`sees what plain arithmetic does, in each layer of each trial: ${title}`, async () => {
        const small = program(shape, layers, asked, 20);
        const start = [randomWeights(small, 9), randomWeights(small, 10)];
        for (const batch of [randomBatch(small, 20, 13), randomBatch(small, 5, 12)]) {
          const signals = await withTrainer(small, start, (trainer) => trainer.inspect(batch));
          for (const [trial, weights] of start.entries()) {
            const gradients = gradientsExactly(small, exact(weights), batch);
            const activity = activityExactly(small, exact(weights), batch);
            expect(signals[trial]).toHaveLength(activity.length);
            for (const [layer, { mean, variance, deadShare }] of activity.entries()) {
              const seen = signals[trial]![layer]!;
              expect(seen.mean).toBeCloseTo(mean, 5);
              expect(seen.variance).toBeCloseTo(variance, 5);
              expect(seen.deadShare).toBe(deadShare);
              const own = [...gradients[2 * layer]!, ...gradients[2 * layer + 1]!];
              expect(seen.gradientNorm).toBeCloseTo(Math.hypot(...own), 5);
              expect(seen.maxAbsGradient).toBeCloseTo(Math.max(...own.map(Math.abs)), 5);
            }
          }
        }
      });
    }

    it('changes nothing: neither weights nor the steps that follow', async () => {
      const { shape, layers } = deeper;
      const small = program(shape, layers, asked);
      const start = [randomWeights(small, 9), randomWeights(small, 10)];
      const batches = [1, 2, 3].map((seed) => randomBatch(small, 6, seed));
      const undisturbed = await trained(small, start, batches);
      const inspected = await withTrainer(small, start, async (trainer) => {
        for (const batch of batches) {
          await trainer.inspect(randomBatch(small, 5, 4));
          await trainer.step(batch);
        }
        await trainer.inspect(batches[0]!);
        const losses = await trainer.takeLosses();
        return { losses, weights: await weightsOf(trainer, start.length) };
      });
      expect(inspected.losses).toEqual(undisturbed.losses);
      expect(inspected.weights.map(bytesOf)).toEqual(undisturbed.weights.map(bytesOf));
    });

    it('sees a dead layer, and exactly no gradient where it lets nothing through', async () => {
      const small = program([4], [{ kind: 'dense', units: 5, activation: 'relu' }]);
      const [, , outKernel, outBias] = randomWeights(small, 12);
      const dead = [new Float32Array(20), new Float32Array(5), outKernel!, outBias!];
      const [signals] = await withTrainer(small, [dead], (trainer) =>
        trainer.inspect(randomBatch(small, 6, 1)),
      );
      const [hidden, output] = signals!;
      expect(hidden).toEqual({ mean: 0, variance: 0, deadShare: 1, gradientNorm: 0, maxAbsGradient: 0 });
      expect(output!.maxAbsGradient).toBeGreaterThan(0);
      expect(output!.deadShare).toBe(0);
    });

    it('keeps a diverged trial to itself', async () => {
      const { shape, layers } = SMALL_MODELS['the seed in small']!;
      const small = program(shape, layers);
      const poison = randomWeights(small, 1).map((array) => array.slice().fill(Number.NaN));
      const batch = randomBatch(small, 6, 1);
      const healthy = randomWeights(small, 2);
      const signals = await withTrainer(small, [poison, healthy], (trainer) => trainer.inspect(batch));
      const alone = await withTrainer(small, [healthy], (trainer) => trainer.inspect(batch));
      expect(signals[0]!.at(-1)!.mean).toBeNaN();
      for (const [layer, { variance, gradientNorm }] of alone[0]!.entries()) {
        expect(signals[1]![layer]!.variance).toBeCloseTo(variance, 6);
        expect(signals[1]![layer]!.gradientNorm).toBeCloseTo(gradientNorm, 6);
      }
    });
  });
}
