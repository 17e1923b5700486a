import * as tf from '@tensorflow/tfjs-core';
import { SEED_PROGRAM, seedWeights } from '../../worker/engine/engine.samples.ts';
import type { Backend, Batch, Trainer } from '../../worker/engine/engine.ts';
import { setWasmBackend } from '../../worker/engine/wasm/backend.ts';
import { type Kernels, loadKernels } from '../../worker/engine/wasm/kernels.ts';
import { WasmTrainer } from '../../worker/engine/wasm/trainer.ts';

/** Time of each kernel, in milliseconds a trial-step. */
export interface Profile {
  readonly kernels: readonly { readonly name: string; readonly ms: number; readonly calls: number }[];
}

/** Where a step of the seed's network goes, kernel by kernel. */
export async function profileKernels(
  backend: Backend,
  trainer: Trainer,
  batches: readonly Batch[],
  pack: number,
): Promise<Profile> {
  return backend === 'wasm' ? profileOwnKernels(batches, pack) : profileTensorKernels(trainer, batches, pack);
}

async function profileOwnKernels(batches: readonly Batch[], pack: number): Promise<Profile> {
  const wasm = await setWasmBackend();
  const times = new Map<string, { ms: number; calls: number }>();
  const timed = Object.fromEntries(
    Object.entries(await loadKernels(wasm.wasm.asm.memory)).map(([name, kernel]) => [
      name,
      (...args: number[]) => {
        const start = performance.now();
        const result = (kernel as (...all: number[]) => unknown)(...args);
        const entry = times.get(name) ?? { ms: 0, calls: 0 };
        times.set(name, { ms: entry.ms + performance.now() - start, calls: entry.calls + 1 });
        return result;
      },
    ]),
  ) as unknown as Kernels;
  const weights = Array.from({ length: pack }, (_, trial) => seedWeights(trial + 1));
  const unwatched = { onStart: () => {}, onDispose: () => {} };
  const trainer = new WasmTrainer({ kernels: timed, backend: wasm }, SEED_PROGRAM, weights, unwatched);
  for (const batch of batches.slice(0, 50)) trainer.step(batch);
  times.clear();
  for (const batch of batches) trainer.step(batch);
  trainer.dispose();
  const share = batches.length * pack;
  return sorted([...times].map(([name, { ms, calls }]) => ({ name, ms: ms / share, calls: calls / share })));
}

async function profileTensorKernels(
  trainer: Trainer,
  batches: readonly Batch[],
  pack: number,
): Promise<Profile> {
  const times = new Map<string, { ms: number; calls: number }>();
  const steps = batches.slice(0, 20);
  for (const batch of steps) {
    const { kernels } = await tf.profile(() => {
      trainer.step(batch);
      return [] as tf.Tensor[];
    });
    for (const { name, kernelTimeMs } of kernels) {
      const entry = times.get(name) ?? { ms: 0, calls: 0 };
      times.set(name, { ms: entry.ms + Number(await kernelTimeMs), calls: entry.calls + 1 });
    }
  }
  const share = steps.length * pack;
  return sorted([...times].map(([name, { ms, calls }]) => ({ name, ms: ms / share, calls: calls / share })));
}

const sorted = (kernels: { name: string; ms: number; calls: number }[]): Profile => ({
  kernels: kernels.sort((a, b) => b.ms - a.ms),
});
