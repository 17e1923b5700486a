import { existsSync } from 'node:fs';
import { beyondChain } from '../chain.ts';
import type { Engine, PackProgress, Program, Weights } from '../engine.ts';
import { formProgram } from '../ir/program/build.ts';
import { mustFit } from '../memory.ts';
import { type Addon, loadAddon, unavailable } from './addon.ts';
import { estimateNativeBytes } from './estimate.ts';
import { estimateProgramBytes } from './estimate-program.ts';
import { estimateFormBytes, evaluationBatch } from './ir/estimate.ts';
import { FormTrainer } from './ir/trainer.ts';
import { findAddon, NATIVE_VERSIONS, type NativeBackend } from './location.ts';
import { NativeTrainer } from './trainer.ts';

export interface NativeOptions {
  /** Threads of the CPU: the worker's share of the cores. TensorFlow takes all where it is left out. */
  readonly threads?: number;
  /**
   * The most bytes that a pack may take. Left out: what the machine has; of a GPU's memory nothing is known.
   */
  readonly memoryLimit?: number;
  /**
   * Trials that share tensors: 1 on a CPU, whose caches are small, all on a GPU, which wants much work at
   * once.
   */
  readonly together?: number;
}

/** Devices by which Linux shows an NVIDIA GPU; the second under Windows. */
const GPU_DEVICES = ['/dev/nvidiactl', '/dev/dxg'];

/**
 * TensorFlow through the addon of tfjs-node: on a GPU, or on threads of the CPU (docs/decisions/0002, 0012).
 * @throws FanoutError BACKEND_UNAVAILABLE with the one reason why it cannot be used.
 */
export async function loadNativeEngine(backend: NativeBackend, options: NativeOptions = {}): Promise<Engine> {
  const gpu = backend === 'tfjs-node-gpu';
  if (gpu && !GPU_DEVICES.some((path) => existsSync(path))) {
    const why = `this machine shows no NVIDIA GPU (there is no ${GPU_DEVICES.join(', no ')})`;
    const hint = `use --backend ${findAddon('tfjs-node') ? 'tfjs-node or wasm' : 'wasm'}`;
    throw unavailable(backend, why, { hint });
  }
  prepareEnvironment(gpu, options.threads);
  const addon = loadAddon(backend);
  if (gpu && !addon.isUsingGpuDevice()) {
    const hint =
      'check the driver with nvidia-smi (525.60 or newer), and that libcuda.so.1 is found; or use another --backend';
    throw unavailable(backend, 'TensorFlow sees no GPU', { hint });
  }
  const alive = new Set<NativeTrainer | FormTrainer>();
  const together = (trials: number) => options.together ?? (gpu ? trials : 1);
  const available = () => options.memoryLimit ?? (gpu ? Number.POSITIVE_INFINITY : process.availableMemory());
  return {
    backend,
    description: description(backend, addon, options.threads),
    async start(program, weights, seed = 0, from) {
      const trials = weights.length;
      const onDispose = (gone: NativeTrainer | FormTrainer) => void alive.delete(gone);
      const trainer =
        beyondChain(program).length === 0
          ? startChain(addon, program, weights, { together: together(trials), from, available, onDispose })
          : startForm(addon, program, weights, { seed, from, available, onDispose });
      alive.add(trainer);
      return trainer;
    },
    estimateBytes: (program, trials) => estimateProgramBytes(program, trials, together(trials)),
    tensors: () => addon.getNumOfTensors() + alive.size,
    bytes: () => [...alive].reduce((total, { bytes }) => total + bytes, 0),
    dispose: () => {
      for (const trainer of alive) trainer.dispose();
    },
  };
}

interface Starting {
  readonly from: PackProgress | undefined;
  available(): number;
  onDispose(trainer: NativeTrainer | FormTrainer): void;
}

function startChain(
  addon: Addon,
  program: Program,
  weights: readonly Weights[],
  { together, from, available, onDispose }: Starting & { readonly together: number },
): NativeTrainer {
  mustFit(estimateNativeBytes(program, weights.length, together), weights.length, available());
  return new NativeTrainer(addon, program, weights, { together, from, onDispose });
}

function startForm(
  addon: Addon,
  program: Program,
  weights: readonly Weights[],
  { seed, from, available, onDispose }: Starting & { readonly seed: number },
): FormTrainer {
  const form = formProgram(program);
  mustFit(estimateFormBytes(program, form, weights.length), weights.length, available());
  const options = { seed, from, evaluationBatch: evaluationBatch(program, form), onDispose };
  return new FormTrainer(addon, { program, form }, weights, options);
}

/** TensorFlow reads these when it is loaded, and never again. What the user has set stays. */
function prepareEnvironment(gpu: boolean, threads: number | undefined): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (gpu) {
    // Without it the first worker takes the whole GPU. Deterministic, since a trial must give the same
    // numbers at every attempt.
    process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
    process.env.TF_DETERMINISTIC_OPS ??= '1';
    return;
  }
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // A graph never runs on the thread that signals are handled on: oneDNN's products move the stack pointer
  // into the heap, and a handler would write its frame there (docs/decisions/0012).
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
}

function description(backend: NativeBackend, addon: Addon, threads: number | undefined): string {
  const count = process.env.TF_NUM_INTRAOP_THREADS ?? threads;
  const where =
    backend === 'tfjs-node-gpu'
      ? 'GPU'
      : count === undefined
        ? 'all cores'
        : `${count} ${Number(count) === 1 ? 'thread' : 'threads'}`;
  return `TensorFlow ${addon.TF_Version} (${backend} ${NATIVE_VERSIONS[backend].addon}), ${where}`;
}
