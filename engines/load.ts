import { asFanoutError, FanoutError } from '../proto/errors.ts';
import { BACKENDS, type Backend, type Engine } from './engine.ts';

/** What the process may use. */
export interface LoadOptions {
  /** Threads for a backend that has them: the process's share of the cores. */
  readonly threads?: number;
  /** The most bytes that a pack may take, for the native backends; left out, what the machine has. */
  readonly memoryLimit?: number;
  /** For webgpu: never an adapter that computes on the processor. */
  readonly realOnly?: boolean;
  /** Where a line about each backend that was passed over goes; absent: nowhere. */
  readonly onPassedOver?: (backend: Backend, why: string) => void;
}

/**
 * One backend of this machine, as `fanout doctor` shows it. `why` says why it cannot be used, or what it is.
 */
export interface BackendSurvey {
  readonly backend: Backend;
  readonly usable: boolean;
  readonly why: string;
  /** What would make it usable. */
  readonly hint?: string;
}

/**
 * Loads one backend. Each module is imported only here, so that an absent optional dependency is nobody's
 * trouble.
 */
async function loadBackend(backend: Backend, options: LoadOptions = {}): Promise<Engine> {
  if (backend === 'wasm') return (await import('./wasm/engine.ts')).loadWasmEngine();
  if (backend === 'webgpu') return (await import('./webgpu/engine.ts')).loadWebgpuEngine(options);
  return (await import('./native/engine.ts')).loadNativeEngine(backend, options);
}

/**
 * Loads the training engine: the backend chosen, or with `auto` the best that this machine can use
 * (tfjs-node-gpu, webgpu on a real GPU, tfjs-node, wasm; never the plain JavaScript backend). One engine for
 * each process.
 * @throws FanoutError BACKEND_UNAVAILABLE where the choice, or with `auto` every backend, cannot be used.
 */
export async function loadEngine(choice: Backend | 'auto', options: LoadOptions = {}): Promise<Engine> {
  if (choice !== 'auto') return loadBackend(choice, options);
  const reasons: string[] = [];
  for (const backend of BACKENDS) {
    try {
      return await loadBackend(backend, { realOnly: true, ...options });
    } catch (thrown) {
      const error = asFanoutError(thrown);
      options.onPassedOver?.(backend, error.message);
      reasons.push(`${backend}: ${error.message}`);
    }
  }
  throw new FanoutError(
    'BACKEND_UNAVAILABLE',
    `no training backend can be used here (${reasons.join('; ')})`,
    {
      hint: 'run `fanout doctor` to see what each backend needs',
    },
  );
}

/** Tries every backend of this machine as `auto` does, best first, and disposes it again. */
export async function surveyBackends(): Promise<BackendSurvey[]> {
  const survey: BackendSurvey[] = [];
  for (const backend of BACKENDS) {
    try {
      const engine = await loadBackend(backend, { realOnly: true });
      survey.push({ backend, usable: true, why: engine.description });
      engine.dispose();
    } catch (thrown) {
      const { message, hint } = asFanoutError(thrown);
      survey.push({ backend, usable: false, why: message, ...(hint ? { hint } : {}) });
    }
  }
  return survey;
}
