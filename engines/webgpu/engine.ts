import type { Engine } from '../engine.ts';
import { mustFit, tooLarge } from '../memory.ts';
import { type AdapterOptions, type OpenedAdapter, openAdapter } from './adapter.ts';
import { planOf } from './compile/plan.ts';
import { DAWN_FLAGS, openCard } from './device/card.ts';
import { adapterName } from './facts.ts';
import { bytesOf, largestOf, sizesOf } from './pack/buffers.ts';
import { WebgpuTrainer } from './trainer.ts';

export interface WebgpuOptions {
  /** The most bytes of the card that a pack may take; left out, what its limits allow. */
  readonly memoryLimit?: number;
  /** Never an adapter that computes on the processor, whatever is asked for. */
  readonly realOnly?: boolean;
  /** What opens an adapter; left out, `openAdapter`. */
  readonly open?: (options: AdapterOptions) => Promise<OpenedAdapter>;
}

/**
 * The engine for any GPU with Vulkan, Metal or Direct3D 12: the intermediate form as WGSL, the trials of a
 * pack side by side. A device that was lost is replaced when the next pack starts.
 * @throws FanoutError BACKEND_UNAVAILABLE where there is no adapter.
 */
export async function loadWebgpuEngine(options: WebgpuOptions = {}): Promise<Engine> {
  const { memoryLimit = Number.POSITIVE_INFINITY, realOnly = false, open = openAdapter } = options;
  const opened = await open({ realOnly, flags: DAWN_FLAGS });
  let card = await openCard(opened);
  const usable = async () => {
    if (card.failure() === undefined) return card;
    const fresh = await openCard(await open({ realOnly, flags: DAWN_FLAGS }));
    card.destroy();
    card = fresh;
    return card;
  };
  const { limits } = card.device;
  const alive = new Set<WebgpuTrainer>();
  const plan = (program: Parameters<Engine['start']>[0]) =>
    planOf(program, limits.maxStorageBuffersPerShaderStage);
  return {
    backend: 'webgpu',
    description: `WebGPU on ${adapterName(opened.facts)}`,
    async start(program, weights, seed = 0, from) {
      const own = plan(program);
      const sizes = sizesOf(own, weights.length);
      mustFit(bytesOf(sizes), weights.length, memoryLimit);
      const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
      if (largestOf(sizes) > most) throw tooLarge(largestOf(sizes), weights.length, most);
      const onDispose = (gone: WebgpuTrainer) => void alive.delete(gone);
      const trainer = await WebgpuTrainer.start(await usable(), { program, plan: own }, weights, {
        ...{ seed, from, onDispose },
      });
      alive.add(trainer);
      return trainer;
    },
    estimateBytes: (program, trials) => bytesOf(sizesOf(plan(program), trials)),
    tensors: () => card.buffers(),
    bytes: () => card.bytes(),
    dispose() {
      for (const trainer of alive) trainer.dispose();
      card.destroy();
    },
  };
}
