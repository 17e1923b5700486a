/** What stands between a machine and a GPU, told by what the machine has. */
import { expect, it, test } from 'vitest';
import { whyNotLoaded } from './dawn.ts';
import { mayBeAsked, missingOf } from './missing.ts';
import type { Vulkan } from './vulkan.ts';

/** A machine with everything, which all the same offers no adapter. */
const WHOLE: Vulkan = {
  drivers: [{ file: '/usr/share/vulkan/icd.d/nvidia_icd.json' }],
  elsewhere: [],
  nodes: [{ path: '/dev/nvidia0', open: true }],
  nvidia: '580.159.04',
  nvidiaContainer: false,
};
const file = '/etc/vulkan/icd.d/nvidia_icd.json';
const trouble = 'libGLX_nvidia.so.0: cannot open shared object file';
const noNvidia = (({ nvidia, ...rest }) => rest)(WHOLE);

test.each<[string, Vulkan, RegExp, RegExp]>([
  ['all there', WHOLE, /none offers a GPU/, /vulkaninfo/],
  ['no loader', { ...WHOLE, loaderTrouble: 'libvulkan.so.1: no such file' }, /libvulkan/, /libvulkan1/],
  ['no device', { ...WHOLE, nodes: [] }, /no device of a GPU/, /--gpus all/],
  [
    'a device of others',
    { ...WHOLE, nodes: [{ path: '/dev/dri/renderD128', open: false }] },
    /may not use \/dev\/dri\/renderD128/,
    /groups render/,
  ],
  ['no driver', { ...noNvidia, drivers: [] }, /no Vulkan driver/, /^install mesa-vulkan-drivers/],
  ["NVIDIA's kernel driver alone", { ...WHOLE, drivers: [] }, /no Vulkan driver/, /libnvidia-gl-580/],
  [
    'a driver in another folder',
    { ...WHOLE, drivers: [], elsewhere: ['/opt/icd.json'] },
    /no Vulkan driver/,
    /^set VK_DRIVER_FILES=\/opt\/icd.json$/,
  ],
  [
    'a variable set wrongly',
    {
      ...WHOLE,
      named: 'VK_ICD_FILENAMES',
      drivers: [{ file: '/no.json', trouble: 'there is no such file' }],
    },
    /VK_ICD_FILENAMES names \/no.json \(there is no such file\)/,
    /unset VK_ICD_FILENAMES/,
  ],
  [
    'a container with the default',
    { ...WHOLE, drivers: [{ file, trouble }], nvidiaContainer: true },
    /libGLX_nvidia/,
    /NVIDIA_DRIVER_CAPABILITIES=compute,graphics,utility/,
  ],
  [
    'a container without graphics',
    { ...WHOLE, drivers: [], capabilities: 'compute,utility', nvidiaContainer: true },
    /no Vulkan driver/,
    /compute,graphics,utility/,
  ],
  [
    'a container with all',
    { ...WHOLE, drivers: [], capabilities: 'all', nvidiaContainer: true },
    /no Vulkan driver/,
    /libnvidia-gl-580/,
  ],
])('%s', (_, vulkan, what, todo) => {
  const [only, ...rest] = missingOf(vulkan);
  expect(rest).toEqual([]);
  expect(only!.what).toMatch(what);
  expect(only!.todo).toMatch(todo);
});

it('names all that is missing, and is asked for adapters only where the loader has a driver', () => {
  const bare: Vulkan = { ...noNvidia, loaderTrouble: 'none', drivers: [], nodes: [] };
  expect(missingOf(bare)).toHaveLength(3);
  expect(mayBeAsked(bare)).toBe(false);
  expect(mayBeAsked({ ...WHOLE, drivers: [{ file, trouble }] })).toBe(false);
  expect(mayBeAsked({ ...WHOLE, drivers: [{ file, trouble }, { file }] })).toBe(true);
});

test.each([
  ['ERR_MODULE_NOT_FOUND', 'Cannot find package', /is not installed/, /--include=optional/],
  ['MODULE_NOT_FOUND', 'Cannot find module', /no binary for plan9 on mips/, /another backend/],
  [
    'ERR_DLOPEN_FAILED',
    'ld-linux-x86-64.so.2: not found\nat x',
    /loaded: ld-linux-x86-64.so.2: not found$/,
    /glibc/,
  ],
])('the package does not load: %s', (code, message, what, todo) => {
  const why = whyNotLoaded({ code, message }, 'plan9 on mips');
  expect(why.what).toMatch(what);
  expect(why.todo).toMatch(todo);
});
