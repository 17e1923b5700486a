import * as tf from '@tensorflow/tfjs-core';
import { FanoutError } from '../../../proto/errors.ts';
import type { Engine } from '../engine.ts';
import { estimateGraphBytes } from '../graph/estimate.ts';
import { GraphTrainer } from '../graph/trainer.ts';

/** What is used of the packages, which may be absent and so have no types here. */
interface NativePackage {
  readonly version?: Readonly<Record<string, string>>;
}

/**
 * TensorFlow through tfjs-node: on a GPU, or on threads of the CPU. The packages are optional (docs/decisions/0002); they must
 * share this project's copy of tfjs-core, since tensors of one copy mean nothing to another.
 * @throws FanoutError BACKEND_UNAVAILABLE with the one reason why it cannot be used.
 */
export async function loadNativeEngine(
  backend: 'tfjs-node-gpu' | 'tfjs-node',
  options: { readonly threads?: number } = {},
): Promise<Engine> {
  // TensorFlow reads these when it is loaded, and never again.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (backend === 'tfjs-node-gpu') process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  else if (options.threads) {
    process.env.TF_NUM_INTRAOP_THREADS ??= String(options.threads);
    process.env.TF_NUM_INTEROP_THREADS ??= '1';
  }
  const loaded = await loadPackage(backend);
  if (!tf.findBackend('tensorflow') || !(await tf.setBackend('tensorflow'))) {
    throw unavailable(
      backend,
      'it brought a copy of tfjs-core of its own; install it beside @tensorflow/tfjs-core 4.22.0',
    );
  }
  if (backend === 'tfjs-node-gpu' && !seesGpu()) throw unavailable(backend, 'TensorFlow sees no GPU');
  return {
    backend,
    description:
      `tfjs ${tf.version_core} ${backend}, TensorFlow ${loaded.version?.['tfjs-node'] ?? ''}`.trim(),
    start: (program, weights) => new GraphTrainer(program, weights),
    estimateBytes: estimateGraphBytes,
    tensors: () => tf.memory().numTensors,
    bytes: () => tf.memory().numBytes,
    dispose: () => tf.disposeVariables(),
  };
}

async function loadPackage(backend: string): Promise<NativePackage> {
  const [major] = process.versions.node.split('.').map(Number);
  if (major! >= 23)
    throw unavailable(backend, `it does not work on Node ${process.versions.node}; use Node 20 or 22`);
  const name = `@tensorflow/${backend}`;
  try {
    return (await import(name)) as NativePackage;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ERR_MODULE_NOT_FOUND' && message.includes(name);
    throw unavailable(
      backend,
      missing ? 'it is not installed' : `it cannot be loaded: ${message.split('\n')[0]}`,
      error,
    );
  }
}

/** The backend's own word for it; there is no public one. */
function seesGpu(): boolean {
  return (tf.backend() as unknown as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

function unavailable(backend: string, why: string, cause?: unknown): FanoutError {
  return new FanoutError('BACKEND_UNAVAILABLE', `${backend}: ${why}`, {
    hint: `install @tensorflow/${backend}@4.22.0 beside fanout, or use --backend wasm`,
    cause,
  });
}
