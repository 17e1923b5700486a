import { createRequire } from 'node:module';
import { FanoutError } from '../../proto/errors.ts';
import type { Missing } from './missing.ts';

/** The npm package `webgpu`: Dawn, Chromium's WebGPU, for Node. */
type Dawn = typeof import('webgpu');

export const NOT_INSTALLED: Missing = {
  what: 'the npm package webgpu is not installed',
  todo: 'install fanout with its optional dependencies: npm ci --include=optional',
};

/** Whether the package, an optional dependency, is installed. Loads nothing. */
export function dawnIsInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('webgpu');
    return true;
  } catch {
    return false;
  }
}

/**
 * Loads Dawn: native code of 21 MB, no device yet.
 * @throws FanoutError BACKEND_UNAVAILABLE where it is not installed, or does not load on this platform.
 */
export async function loadDawn(): Promise<Dawn> {
  try {
    return await import('webgpu');
  } catch (error) {
    const { what, todo } = whyNotLoaded(error as Error & { code?: string });
    throw new FanoutError('BACKEND_UNAVAILABLE', `webgpu: ${what}`, { hint: todo, cause: error });
  }
}

/** Why the package does not load, by what Node threw. Pure. */
export function whyNotLoaded(
  { code, message }: { readonly code?: string; readonly message: string },
  platform = `${process.platform} on ${process.arch}`,
): Missing {
  if (code === 'ERR_MODULE_NOT_FOUND') return NOT_INSTALLED;
  // The package asks for its own binary by path.
  if (code === 'MODULE_NOT_FOUND') {
    return {
      what: `the npm package webgpu has no binary for ${platform}`,
      todo: 'use Linux, macOS or Windows on x64 or arm64, or another backend',
    };
  }
  return {
    what: `the npm package webgpu cannot be loaded: ${message.split('\n')[0]}`,
    todo: 'use a system with glibc 2.34 or newer and libstdc++ (not Alpine), or another backend',
  };
}
