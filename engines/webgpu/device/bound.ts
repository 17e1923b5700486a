import type { Code } from '../compile/compile.ts';
import type { Kernel } from '../compile/kernel.ts';
import type { Store } from '../compile/place.ts';
import { RUN_BYTES } from '../compile/run.ts';
import type { Card } from './card.ts';

/** A code on a device: its pipelines and bind groups, made once. */
export class BoundCode {
  readonly #dispatches: readonly Dispatch[];
  readonly #trials: number;

  private constructor(dispatches: readonly Dispatch[], trials: number) {
    this.#dispatches = dispatches;
    this.#trials = trials;
  }

  /** `bufferOf`: the buffer of a store; the run stands at the beginning of the inputs. */
  static async bind(
    card: Card,
    { kernels }: Pick<Code, 'kernels'>,
    trials: number,
    bufferOf: (store: Store) => GPUBuffer,
  ): Promise<BoundCode> {
    const compiled = await card.pipelines.compile(kernels);
    const dispatches = kernels.map((kernel, at): Dispatch => {
      const { pipeline, layout } = compiled[at]!;
      const run = { binding: 0, resource: { buffer: bufferOf('inputs'), size: RUN_BYTES } };
      const entries = kernel.stores.map((store, index) => ({
        binding: index + 1,
        resource: { buffer: bufferOf(store) },
      }));
      const group = card.device.createBindGroup({ layout, entries: [run, ...entries] });
      return { kernel, pipeline, group };
    });
    return new BoundCode(dispatches, trials);
  }

  get dispatches(): number {
    return this.#dispatches.length;
  }

  /** Records a run with n examples. */
  record(pass: GPUComputePassEncoder, n: number): void {
    for (const { kernel, pipeline, group } of this.#dispatches) {
      const [x, y] = kernel.groups(n);
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y, (kernel.perTrial ? this.#trials : 1) * kernel.parts);
    }
  }
}

interface Dispatch {
  readonly kernel: Kernel;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}
