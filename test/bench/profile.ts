import { SEED_PROGRAM, seedWeights } from '../../engines/engine.samples.ts';
import type { Batch } from '../../engines/engine.ts';
import { setWasmBackend } from '../../engines/wasm/backend.ts';
import { type Kernels, loadKernels } from '../../engines/wasm/kernels.ts';
import { WasmTrainer } from '../../engines/wasm/trainer.ts';

/** Time of each kernel, in milliseconds a trial-step. */
export interface Profile {
  readonly kernels: readonly { readonly name: string; readonly ms: number; readonly calls: number }[];
}

/** Where a step of the seed's network goes on the WebAssembly engine, kernel by kernel. */
export async function profileKernels(batches: readonly Batch[], pack: number): Promise<Profile> {
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

const sorted = (kernels: { name: string; ms: number; calls: number }[]): Profile => ({
  kernels: kernels.sort((a, b) => b.ms - a.ms),
});
