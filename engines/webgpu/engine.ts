import { FanoutError } from '../../proto/errors.ts';
import type { Engine } from '../engine.ts';

export interface WebgpuOptions {
  /** The most bytes of the card that a pack may take; left out, what its limits allow. */
  readonly memoryLimit?: number;
  /** Never an adapter that computes on the processor, whatever is asked for. */
  readonly realOnly?: boolean;
}

/**
 * The engine for any GPU with Vulkan, Metal or Direct3D 12: the intermediate form as WGSL.
 * @throws FanoutError BACKEND_UNAVAILABLE where there is no adapter.
 */
export async function loadWebgpuEngine(_options: WebgpuOptions = {}): Promise<Engine> {
  throw new FanoutError('BACKEND_UNAVAILABLE', 'backend webgpu: cannot train yet', {
    hint: 'use another --backend',
  });
}
