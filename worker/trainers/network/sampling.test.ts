import { expect, it } from 'vitest';
import type { LayerSignal, Trainer, Weights } from '../../../engines/engine.ts';
import { LayerSampler, sampledEpochs, updateRatios } from './sampling.ts';

it('samples after each epoch, unless they are short or very many', () => {
  expect([...sampledEpochs(1500, 4)]).toEqual([1, 2, 3, 4]);
  expect([...sampledEpochs(250, 1)]).toEqual([1]);
  // 8 steps in an epoch: 150 steps lie between two samples.
  expect([...sampledEpochs(8, 60)]).toEqual([19, 38, 57]);
  expect([...sampledEpochs(8, 5)]).toEqual([]);
  expect(sampledEpochs(1000, 10_000).size).toBe(31);
});

it('compares a kernel’s update with the kernel, and leaves biases out', () => {
  const before = [Float32Array.of(3, 4), Float32Array.of(9), Float32Array.of(0), Float32Array.of(1)];
  const after = [Float32Array.of(3, 4.5), Float32Array.of(0), Float32Array.of(1), Float32Array.of(1)];
  expect(updateRatios(before, after, [0, 2])).toEqual([0.1, Number.POSITIVE_INFINITY]);
});

it('looks before the first step and behind later ones, always at the same batch', async () => {
  const calls: string[] = [];
  const signal: LayerSignal = {
    mean: Number.NaN,
    variance: 2.000001,
    deadShare: 0,
    gradientNorm: 1 / 3,
    maxAbsGradient: 0,
  };
  let weight = 1;
  const trainer = {
    inspect: async ({ y }: { y: Int32Array }) => {
      calls.push(`inspect ${y[0]}`);
      return [[signal]];
    },
    step: ({ y }: { y: Int32Array }) => {
      calls.push(`step ${y[0]}`);
      weight += 0.5;
    },
    weights: async (): Promise<Weights> => [Float32Array.of(weight), Float32Array.of(0)],
  } as unknown as Trainer;
  const batch = (y: number) => ({ x: Uint8Array.of(0, 2), y: Int32Array.of(y) });
  const initial = [await trainer.weights(0)];
  const sampler = new LayerSampler(trainer, [{ name: 'dense_1', kernel: 0 }], initial, {
    scale: 0.5,
    targets: 1,
  });
  await sampler.first(batch(1));
  await sampler.last(batch(7), 3);
  expect(calls).toEqual(['inspect 1', 'step 1', 'step 7', 'inspect 1']);
  expect(sampler.reach).toEqual([[0]]);
  const state = { layer: 'dense_1', mean: null, variance: 2, deadShare: 0, gradientNorm: 0.33333 };
  const input = { mean: 0.5, variance: 0.25 };
  expect(sampler.samples).toEqual([
    [
      { epoch: 0, input, layers: [{ ...state, updateRatio: 0.5 }] },
      { epoch: 3, input, layers: [{ ...state, updateRatio: 0.33333 }] },
    ],
  ]);
});
