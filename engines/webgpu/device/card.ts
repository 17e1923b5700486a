import { FanoutError } from '../../../proto/errors.ts';
import { Pipelines } from './pipelines.ts';

/** A device with what is kept for it. */
export interface Card {
  readonly device: GPUDevice;
  /** What the device lives by: without a reference to it, it is gone. */
  readonly gpu: GPU;
  readonly pipelines: Pipelines;
  /**
   * What went wrong with the device outside of a call that tells: from then on nothing that is read is to be
   * trusted, and packs want another card. DEVICE_LOST, or INTERNAL for a call that WebGPU refused.
   */
  failure(): FanoutError | undefined;
  /** Bytes of buffers that are held. */
  bytes(): number;
  /** How many buffers are held. */
  buffers(): number;
  /** A buffer that counts as held until it is destroyed. */
  buffer(bytes: number, usage: number): GPUBuffer;
  free(buffer: GPUBuffer): void;
  destroy(): void;
}

/**
 * What Dawn is told: not to fill what a workgroup shares with zeros. Kernels write it before they read it,
 * and SwiftShader takes seconds to compile the filling.
 */
export const DAWN_FLAGS = ['enable-dawn-features=disable_workgroup_init'];

/** Limits that are asked for as high as the adapter has them. */
const LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage'] as const;

/** Opens a device with all that its adapter allows. */
export async function openCard({
  gpu,
  adapter,
}: {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
}): Promise<Card> {
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  const held = new Set<GPUBuffer>();
  return {
    device,
    gpu,
    pipelines: new Pipelines(device),
    failure: failureOf(device),
    bytes: () => [...held].reduce((total, { size }) => total + size, 0),
    buffers: () => held.size,
    buffer(bytes, usage) {
      const buffer = device.createBuffer({ size: Math.max(16, Math.ceil(bytes / 16) * 16), usage });
      held.add(buffer);
      return buffer;
    },
    free(buffer) {
      buffer.destroy();
      held.delete(buffer);
    },
    destroy() {
      for (const buffer of held) buffer.destroy();
      held.clear();
      device.destroy();
    },
  };
}

/** Listens to a device; tells the first failure that was heard of. */
function failureOf(device: GPUDevice): Card['failure'] {
  let first: FanoutError | undefined;
  void device.lost.then(({ reason, message }) => {
    first ??= lost(message || reason);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    // Dawn's classes have no instances of its own globals: the name tells.
    first ??=
      error.constructor.name === 'GPUOutOfMemoryError'
        ? lost(error.message)
        : new FanoutError('INTERNAL', `backend webgpu: a call was refused: ${firstLine(error.message)}`);
  });
  return () => first;
}

const firstLine = (text: string) => text.split('\n')[0]!;

const lost = (why: string) =>
  new FanoutError('DEVICE_LOST', `backend webgpu: the GPU was lost: ${firstLine(why)}`, {
    hint: "the pack is tried again on a new device; if it goes on, see the system's log for the GPU's driver",
  });
