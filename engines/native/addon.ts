import { createRequire } from 'node:module';
import { FanoutError } from '../../proto/errors.ts';
import { findAddon, type NativeBackend } from './location.ts';

/** What is used of tfjs-node's addon: tensors by their number, and graphs (saved models) that run on them. */
export interface Addon {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  /** The values are not copied: they must stay as they are until the tensor is deleted. */
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  deleteTensor(tensor: number): void;
  /** A copy of a tensor's values; waits for the device. */
  tensorDataSync(tensor: number): Float32Array | Int32Array;
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(model: number): void;
  /** Names are separated by commas, each with the output's number: "x:0". */
  runSavedModel(
    model: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): { readonly id: number }[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
}

const require = createRequire(import.meta.url);

/**
 * Loads a backend's addon, and TensorFlow with it. @throws FanoutError BACKEND_UNAVAILABLE with the one
 * reason why it cannot be used.
 */
export function loadAddon(backend: NativeBackend): Addon {
  const path = findAddon(backend);
  if (path === undefined) throw notInstalled(backend);
  try {
    return require(path) as Addon;
  } catch (error) {
    const [why] = (error as Error).message.split('\n');
    throw unavailable(backend, `it cannot be loaded: ${why}`, { cause: error });
  }
}

/**
 * Says which of the two is installed, where it is the other one: an image has one, and nothing can be
 * installed in it.
 */
function notInstalled(backend: NativeBackend): FanoutError {
  const other = backend === 'tfjs-node' ? 'tfjs-node-gpu' : 'tfjs-node';
  if (findAddon(other) === undefined) return unavailable(backend, 'it is not installed');
  const instead = other === 'tfjs-node-gpu' ? `${other} on a GPU, wasm on a processor` : `${other} or wasm`;
  const hint = `use --backend ${instead}; or install it: ${installCommand(backend)}`;
  return unavailable(backend, `it is not installed here, ${other} is`, { hint });
}

const installCommand = (backend: NativeBackend) =>
  `fanout setup native${backend === 'tfjs-node-gpu' ? ' --gpu' : ''}`;

/** `hint`: what to do; left out, the backend is to be installed. */
export function unavailable(
  backend: NativeBackend,
  why: string,
  { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): FanoutError {
  return new FanoutError('BACKEND_UNAVAILABLE', `${backend}: ${why}`, {
    hint: hint ?? `install it: ${installCommand(backend)}`,
    cause,
  });
}
