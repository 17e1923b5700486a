import { Pipelines } from './pipelines.ts';

/** A device with what is kept for it. */
export interface Card {
  readonly device: GPUDevice;
  /** What the device lives by: without a reference to it, it is gone. */
  readonly gpu: GPU;
  readonly pipelines: Pipelines;
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
