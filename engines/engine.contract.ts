import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Extent, WHOLE } from './engine.extent.ts';
import { evaluateExactly, gradientsExactly, trainExactly } from './engine.reference.ts';
import {
  mnist,
  program,
  randomBatch,
  randomWeights,
  SEED_PROGRAM,
  SMALL_MODELS,
  slice,
  weightsOf,
} from './engine.samples.ts';
import type { Batch, Engine, Program, Trainer, Weights } from './engine.ts';
import { describeForms } from './form.contract.ts';
import { describeInspection } from './inspection.contract.ts';
import { describeResuming } from './resuming.contract.ts';
import { describeTrajectories } from './trajectory.contract.ts';

const trajectory: {
  readonly loss: number[];
  readonly after20: { readonly sum: number[]; readonly l2: number[] };
} = JSON.parse(readFileSync(new URL('./fixtures/trajectory-keras.json', import.meta.url), 'utf8'));

/** What an engine promises beyond the contract. */
export interface Promises {
  /** A packed trial's weights equal those of the same trial alone in every bit. */
  readonly bitwise?: boolean;
  /**
   * It runs every program: those that are no chain of its layers in the intermediate form. `elsewhere`: what
   * it makes of them is tested with another engine that has the same code for it.
   */
  readonly forms?: 'here' | 'elsewhere';
  /** What it is tried with; absent: everything. */
  readonly extent?: Extent;
}

const exact = (weights: Weights) => weights.map((array) => Float64Array.from(array));
const bytesOf = (weights: Weights) => weights.map((array) => Buffer.from(array.buffer).toString('hex'));

/** The largest difference between two sets of weights. */
function distance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const [index, array] of a.entries()) {
    for (let i = 0; i < array.length; i++) {
      const difference = Math.abs(array[i]! - b[index]![i]!);
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}

/** The suite that every available engine passes. Call it at the top of a test file. */
export function describeEngine(name: string, load: () => Promise<Engine>, promises: Promises = {}): void {
  const { extent = WHOLE } = promises;
  const { network } = extent;
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await load();
    });
    afterAll(() => engine.dispose());

    /** Trains a pack, returns what `look` sees of it, and leaves nothing behind. */
    async function withTrainer<Seen>(
      program: Program,
      weights: readonly Weights[],
      look: (trainer: Trainer) => Promise<Seen>,
    ): Promise<Seen> {
      const trainer = await engine.start(program, weights);
      try {
        return await look(trainer);
      } finally {
        trainer.dispose();
      }
    }

    function trained(
      program: Program,
      weights: readonly Weights[],
      batches: readonly Batch[],
      rates: readonly number[] = [],
    ) {
      return withTrainer(program, weights, async (trainer) => {
        for (const [step, batch] of batches.entries()) await trainer.step(batch, rates[step]);
        const losses = await trainer.takeLosses();
        return { losses, weights: await weightsOf(trainer, weights.length) };
      });
    }

    describe.runIf(extent.seedNetwork)('against Keras', () => {
      const wave = (count: number, scale: number, phase: number) =>
        Float32Array.from({ length: count }, (_, i) => scale * Math.sin((i + 1) * 0.7 + phase));
      const start: Weights = [
        wave(288, 0.3, 0.1),
        new Float32Array(32),
        wave(540_800, 0.02, 0.2),
        new Float32Array(100),
        wave(1000, 0.2, 0.3),
        new Float32Array(10),
      ];

      it('follows the trajectory of 20 losses and ends at its weights', async () => {
        const images = mnist(640);
        const batches = trajectory.loss.map((_, step) => slice(images, step * 32, (step + 1) * 32));
        const { losses, weights } = await trained(SEED_PROGRAM, [start], batches);
        expect(losses).toHaveLength(20);
        for (const [step, loss] of trajectory.loss.entries()) {
          expect(Math.abs(losses[step]![0]! - loss), `loss of step ${step}`).toBeLessThan(1e-3);
        }
        for (const [layer, array] of weights[0]!.entries()) {
          const sum = array.reduce((total, value) => total + value, 0);
          const l2 = Math.sqrt(array.reduce((total, value) => total + value * value, 0));
          expect(Math.abs(sum - trajectory.after20.sum[layer]!)).toBeLessThan(2e-3);
          expect(Math.abs(l2 - trajectory.after20.l2[layer]!)).toBeLessThan(1e-4);
        }
      });
    });

    describe('against plain double-precision arithmetic', () => {
      for (const [title, { shape, layers }] of Object.entries(extent.models)) {
        it(`has the gradients of central differences: ${title}`, async () => {
          const small = program(shape, layers);
          const batch = randomBatch(small, 6, 1);
          const start = randomWeights(small, 2);
          const gradients = gradientsExactly(small, exact(start), batch);
          const { weights, losses } = await trained(small, [start], [batch]);
          // Plain gradient descent with rate 1: what a weight lost is its gradient.
          const lost = weights[0]!.map((array, index) => array.map((value, i) => start[index]![i]! - value));
          expect(distance(lost, gradients)).toBeLessThan(2e-6);
          expect(losses[0]![0]).toBeCloseTo(evaluateExactly(small, exact(start), batch).loss, 5);
        });
      }

      for (const optimizer of extent.optimizers) {
        it(`takes Keras's steps: ${JSON.stringify(optimizer)}`, async () => {
          const { shape, layers } = SMALL_MODELS['two convolutions, same, tanh; pool 3']!;
          const small = program(shape, layers, optimizer);
          const batches = [1, 2, 3].map((seed) => randomBatch(small, 6, seed));
          const start = randomWeights(small, 4);
          const { weights } = await trained(small, [start], batches);
          expect(distance(weights[0]!, trainExactly(small, exact(start), batches))).toBeLessThan(5e-5);
        });
      }

      it.each(extent.optimizers)(
        'multiplies the learning rate of each step: $kind, momentum $momentum',
        async (optimizer) => {
          const { shape, layers } = SMALL_MODELS['dense tanh, sigmoid, linear']!;
          const small = program(shape, layers, optimizer);
          const rates = [0.25, 1, 0, 2, 0.5];
          const batches = rates.map((_, seed) => randomBatch(small, 6, seed));
          const starts = [randomWeights(small, 4), randomWeights(small, 5)];
          const { weights } = await trained(small, starts, batches, rates);
          for (const [trial, start] of starts.entries()) {
            const expected = trainExactly(small, exact(start), batches, rates);
            expect(distance(weights[trial]!, expected)).toBeLessThan(5e-5);
          }
        },
      );

      it('takes the mean over a last batch that is smaller', async () => {
        const { shape, layers } = SMALL_MODELS['the seed in small']!;
        const small = program(shape, layers, { kind: 'sgd', learningRate: 0.5, momentum: 0.9 });
        const batches = [randomBatch(small, 6, 1), randomBatch(small, 5, 2), randomBatch(small, 1, 3)];
        const start = randomWeights(small, 5);
        const { weights } = await trained(small, [start], batches);
        expect(distance(weights[0]!, trainExactly(small, exact(start), batches))).toBeLessThan(1e-5);
      });

      it('evaluates any number of examples, and changes nothing by it', async () => {
        const { shape, layers } = SMALL_MODELS['fused pooling, same, linear']!;
        const small = program(shape, layers);
        const start = [randomWeights(small, 6), randomWeights(small, 7)];
        await withTrainer(small, start, async (trainer) => {
          for (const n of extent.evaluated) {
            const batch = randomBatch(small, n, n);
            const { loss, accuracy, scores } = await trainer.evaluate(batch);
            for (const [trial, weights] of start.entries()) {
              const expected = evaluateExactly(small, exact(weights), batch);
              expect(scores[trial]).toHaveLength(expected.logits.length);
              for (const [at, logit] of expected.logits.entries())
                if (Math.abs(scores[trial]![at]! - logit) > 1e-4)
                  expect(scores[trial]![at]).toBeCloseTo(logit, 4);
              expect(loss[trial]).toBeCloseTo(expected.loss, 5);
              expect(accuracy[trial]).toBeCloseTo(expected.accuracy, 9);
            }
          }
          expect(bytesOf(await trainer.weights(1))).toEqual(bytesOf(start[1]!));
        });
      });

      it('takes floats as they are', async () => {
        const small = { ...program([4], [{ kind: 'dense', units: 3, activation: 'tanh' }]), scale: 1 };
        const { y } = randomBatch(small, 6, 1);
        const x = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i) * 3);
        const start = randomWeights(small, 8);
        const { weights } = await trained(small, [start], [{ x, y }]);
        expect(distance(weights[0]!, trainExactly(small, exact(start), [{ x, y }]))).toBeLessThan(2e-6);
      });

      it('gives the lowest class a tie', async () => {
        const small = program([4], []);
        const zeros = randomWeights(small, 1, 0);
        const batch = { ...randomBatch(small, 6, 1), y: Int32Array.from([0, 1, 2, 0, 0, 1]) };
        await withTrainer(small, [zeros], async (trainer) => {
          const { loss, accuracy } = await trainer.evaluate(batch);
          expect(accuracy[0]).toBeCloseTo(0.5, 12);
          expect(loss[0]).toBeCloseTo(Math.log(3), 6);
        });
      });
    });

    describeTrajectories({ trained, forms: promises.forms !== undefined });

    describeInspection({ withTrainer, trained }, extent);
    if (promises.forms === 'here') describeForms(() => engine, extent);
    describeResuming(() => engine, {
      bitwise: promises.bitwise === true,
      forms: promises.forms === 'here',
      extent,
    });

    describe('a pack', () => {
      const batches = network.batches(20);

      it('trains each trial as if it were alone', async () => {
        const starts = [1, 2, 3].map(network.weights);
        const packed = await trained(network.program, starts, batches);
        for (const [trial, start] of starts.entries()) {
          const alone = await trained(network.program, [start], batches);
          for (const [step, losses] of alone.losses.entries()) {
            expect(Math.abs(packed.losses[step]![trial]! - losses[0]!)).toBeLessThan(1e-5);
          }
          expect(distance(packed.weights[trial]!, alone.weights[0]!)).toBeLessThan(1e-5);
          if (promises.bitwise) expect(bytesOf(packed.weights[trial]!)).toEqual(bytesOf(alone.weights[0]!));
        }
      });

      it('holds several convolutions apart', async () => {
        const { shape, layers } = SMALL_MODELS['two convolutions, same, tanh; pool 3']!;
        const small = program(shape, layers, {
          kind: 'adam',
          learningRate: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-7,
        });
        const starts = [1, 2, 3].map((seed) => randomWeights(small, seed));
        const inputs = [1, 2, 3].map((seed) => randomBatch(small, 6, seed));
        const packed = await trained(small, starts, inputs);
        for (const [trial, start] of starts.entries()) {
          expect(distance(packed.weights[trial]!, trainExactly(small, exact(start), inputs))).toBeLessThan(
            5e-5,
          );
        }
      });

      it('keeps a diverged trial to itself', async () => {
        const poisons = [Number.NaN, Number.POSITIVE_INFINITY, 1e30].map((value) =>
          network.weights(1).map((array) => array.slice().fill(value)),
        );
        const healthy = network.weights(2);
        const packed = await trained(
          network.program,
          [poisons[0]!, healthy, poisons[1]!, poisons[2]!],
          batches.slice(0, 4),
        );
        const alone = await trained(network.program, [healthy], batches.slice(0, 4));
        expect(packed.losses[3]![0]).toBeNaN();
        expect(packed.losses[3]![2]).toBeNaN();
        expect(Math.abs(packed.losses[3]![1]! - alone.losses[3]![0]!)).toBeLessThan(1e-5);
        expect(distance(packed.weights[1]!, alone.weights[0]!)).toBeLessThan(1e-5);
        await withTrainer(network.program, [poisons[0]!, healthy], async (trainer) => {
          const [batch] = batches;
          const { loss, accuracy } = await trainer.evaluate(batch!);
          expect(loss[0]).toBeNaN();
          expect(accuracy[0]).toBeCloseTo(batch!.y.filter((y) => y === 0).length / batch!.y.length, 9);
          expect(loss[1]).toBeLessThan(5);
        });
      });
    });

    it('gives the same bytes when it is run again', async () => {
      const batches = network.batches(5);
      const starts = [1, 2].map(network.weights);
      const once = await trained(network.program, starts, batches);
      const again = await trained(network.program, starts, batches);
      expect(again.weights.map(bytesOf)).toEqual(once.weights.map(bytesOf));
      expect(again.losses).toEqual(once.losses);
    });

    it('leaves nothing behind, step by step and at the end', async () => {
      const { shape, layers } = extent.deeper;
      const small = program(shape, layers, { kind: 'sgd', learningRate: 0.01, momentum: 0.9 });
      const batch = randomBatch(small, 6, 1);
      const before = { tensors: engine.tensors(), bytes: engine.bytes() };
      await withTrainer(small, [randomWeights(small, 1), randomWeights(small, 2)], async (trainer) => {
        const round = async () => {
          for (let step = 0; step < extent.leakSteps; step++) await trainer.step(batch);
          await trainer.takeLosses();
          await trainer.evaluate(batch);
          await trainer.inspect(batch);
          await trainer.weights(1);
          return { tensors: engine.tensors(), bytes: engine.bytes() };
        };
        const first = await round();
        expect(first.bytes).toBeGreaterThan(before.bytes);
        for (let again = 0; again < 9; again++) expect(await round()).toEqual(first);
      });
      expect({ tensors: engine.tensors(), bytes: engine.bytes() }).toEqual(before);
    });

    it('estimates more memory for more trials, and never less than it holds', async () => {
      const before = engine.bytes();
      const [one, seven] = [1, 7].map((trials) => engine.estimateBytes(network.program, trials));
      expect(seven!).toBeGreaterThan(one!);
      await withTrainer(network.program, [network.weights(1)], async (trainer) => {
        await trainer.step(network.batches(1)[0]!);
        expect(engine.bytes() - before).toBeLessThanOrEqual(one!);
      });
    });
  });
}
