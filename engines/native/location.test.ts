import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadAddon } from './addon.ts';
import { loadNativeEngine } from './engine.ts';
import { ADDON, findAddon, INSTALLED, type NativeBackend, nativeHome } from './location.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fanout-native-'));
  vi.stubEnv('FANOUT_NATIVE', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

it('stands in the user’s cache, or where FANOUT_NATIVE says, in a folder for its versions', () => {
  expect(nativeHome('tfjs-node', { FANOUT_NATIVE: '/native' })).toBe(
    '/native/tfjs-node-4.22.0-tensorflow-2.15.0',
  );
  expect(nativeHome('tfjs-node-gpu', {})).toMatch(
    /fanout\/native\/tfjs-node-gpu-4\.22\.0-tensorflow-2\.15\.1$/,
  );
});

it('is found only when it is whole; without it the way to it is named', () => {
  const home = nativeHome('tfjs-node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, ADDON), 'not a library');
  expect(findAddon('tfjs-node')).toBeUndefined();
  expect(() => loadAddon('tfjs-node')).toThrow(
    expect.objectContaining({
      code: 'BACKEND_UNAVAILABLE',
      message: 'tfjs-node: it is not installed',
      hint: 'install it: fanout setup native',
    }),
  );
  writeFileSync(join(home, INSTALLED), '{}');
  expect(findAddon('tfjs-node')).toBe(join(home, ADDON));
  expect(() => loadAddon('tfjs-node')).toThrow(/^tfjs-node: it cannot be loaded: .*tfjs_binding\.node/);
});

it('names the backend that is installed where it is the other one, as in the image for GPUs', () => {
  const install = (backend: NativeBackend) => {
    mkdirSync(nativeHome(backend), { recursive: true });
    writeFileSync(join(nativeHome(backend), INSTALLED), '{}');
  };
  install('tfjs-node-gpu');
  expect(() => loadAddon('tfjs-node')).toThrow(
    expect.objectContaining({
      code: 'BACKEND_UNAVAILABLE',
      message: 'tfjs-node: it is not installed here, tfjs-node-gpu is',
      hint: 'use --backend tfjs-node-gpu on a GPU, wasm on a processor; or install it: fanout setup native',
    }),
  );
  rmSync(nativeHome('tfjs-node-gpu'), { recursive: true });
  install('tfjs-node');
  expect(() => loadAddon('tfjs-node-gpu')).toThrow(
    expect.objectContaining({
      message: 'tfjs-node-gpu: it is not installed here, tfjs-node is',
      hint: 'use --backend tfjs-node or wasm; or install it: fanout setup native --gpu',
    }),
  );
});

const gpu = ['/dev/nvidiactl', '/dev/dxg'].some((path) => existsSync(path));

it.skipIf(gpu)('does not load CUDA on a machine without a GPU, and names what is there instead', async () => {
  const refused = (hint: string) =>
    expect(loadNativeEngine('tfjs-node-gpu')).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: expect.stringContaining('no NVIDIA GPU'),
      hint,
    });
  await refused('use --backend wasm');
  mkdirSync(nativeHome('tfjs-node'), { recursive: true });
  writeFileSync(join(nativeHome('tfjs-node'), INSTALLED), '{}');
  await refused('use --backend tfjs-node or wasm');
});
