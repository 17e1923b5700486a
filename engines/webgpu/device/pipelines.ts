import { FanoutError } from '../../../proto/errors.ts';
import type { Kernel } from '../compile/kernel.ts';

/** A kernel that a device has compiled. */
export interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** The pipelines of a device: a shader is compiled once, whatever packs it runs in. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #known = new Map<string, Promise<GPUComputePipeline>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Compiles what is new among kernels, side by side. Rejects with INTERNAL for a shader that is wrong. */
  compile(kernels: readonly Kernel[]): Promise<Compiled[]> {
    return Promise.all(
      kernels.map(async (kernel) => {
        const layout = this.#layout(kernel);
        const known = this.#known.get(kernel.wgsl) ?? this.#pipeline(kernel, layout);
        this.#known.set(kernel.wgsl, known);
        return { layout, pipeline: await known };
      }),
    );
  }

  async #pipeline({ name, wgsl }: Kernel, layout: GPUBindGroupLayout): Promise<GPUComputePipeline> {
    const module = this.#device.createShaderModule({ label: name, code: wgsl });
    try {
      return await this.#device.createComputePipelineAsync({
        label: name,
        layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module },
      });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const why = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`);
      throw new FanoutError(
        'INTERNAL',
        `backend webgpu: no pipeline for ${name}: ${why.join('; ') || (error as Error).message}`,
        { cause: error },
      );
    }
  }

  #layout({ stores, writes }: Kernel): GPUBindGroupLayout {
    const types = stores.map((store) =>
      writes.includes(store) ? ('storage' as const) : ('read-only-storage' as const),
    );
    const key = types.join();
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    const entries = ['uniform' as const, ...types].map((type, binding) => ({
      binding,
      visibility: 4,
      buffer: { type },
    }));
    const layout = this.#device.createBindGroupLayout({ entries });
    this.#layouts.set(key, layout);
    return layout;
  }
}
