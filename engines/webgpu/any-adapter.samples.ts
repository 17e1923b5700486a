/** An adapter for tests: this machine's GPU, else the Vulkan in software that Debian's chromium brings. */
import { existsSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';

const CHROMIUM = '/usr/lib/chromium';
const LOADER = `${CHROMIUM}/libvulkan.so.1`;
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;

/** Of the dynamic linker: a library stays, whoever lets go of it. Node has no name for it. */
const RTLD_NODELETE = 0x1000;

/** What opens an adapter, with one that there is. Rejects where there is none. */
export async function onAnyAdapter<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (process.platform !== 'linux' || !existsSync(LOADER) || !existsSync(DRIVER)) throw error;
    return await inSoftware(open);
  }
}

async function inSoftware<T>(open: () => Promise<T>): Promise<T> {
  const own = {
    VK_ICD_FILENAMES: DRIVER,
    FANOUT_WEBGPU_ADAPTER: 'software',
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(),
  };
  const before = Object.fromEntries(Object.keys(own).map((name) => [name, process.env[name]]));
  keep(LOADER);
  Object.assign(process.env, own);
  try {
    return await open();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Loads a library for good: whoever asks for one of its name is given it. */
function keep(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch {
    // Node says that it is no addon, when it has been loaded.
  }
}
