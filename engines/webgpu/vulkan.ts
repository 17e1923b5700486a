import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A driver as Vulkan's loader finds it: a small JSON file that names a library (an "ICD"). */
export interface Driver {
  readonly file: string;
  /** Why it cannot be used; absent: it can be loaded. */
  readonly trouble?: string;
}

/** What this machine has of what WebGPU needs on Linux. */
export interface Vulkan {
  /** Why Vulkan's loader, libvulkan.so.1, cannot be loaded; absent: it can. */
  readonly loaderTrouble?: string;
  /** The variable that names the drivers, where one does. */
  readonly named?: 'VK_DRIVER_FILES' | 'VK_ICD_FILENAMES';
  /** The drivers that the loader looks at. */
  readonly drivers: readonly Driver[];
  /** Drivers that lie where the loader does not look. */
  readonly elsewhere: readonly string[];
  /** Devices of GPUs: /dev/dri/renderD128, /dev/nvidia0. `open`: this user may read and write it. */
  readonly nodes: readonly { readonly path: string; readonly open: boolean }[];
  /** The version of NVIDIA's kernel driver, where it is loaded. */
  readonly nvidia?: string;
  /** What NVIDIA's container runtime was told to bring in: NVIDIA_DRIVER_CAPABILITIES. */
  readonly capabilities?: string;
  /** The process runs in a container that NVIDIA's runtime has started. */
  readonly nvidiaContainer: boolean;
}

/** Where images for GPU nodes keep NVIDIA's driver file, and no loader looks. */
const ELSEWHERE = [
  '/usr/local/nvidia/share/vulkan/icd.d',
  '/usr/local/nvidia/vulkan/icd.d',
  '/run/opengl-driver/share/vulkan/icd.d',
];

/** Looks at this machine (Linux). Loads the loader and each driver's library, and lets go of them again. */
export function lookAtVulkan(env: NodeJS.ProcessEnv = process.env): Vulkan {
  const named = (['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'] as const).find((name) => env[name]);
  const files = named ? env[named]!.split(':').filter(Boolean).flatMap(asFiles) : jsonFiles(searched(env));
  const loaderTrouble = loadTrouble('libvulkan.so.1');
  const nvidia = /Module\s+([\d.]+)/.exec(textOf('/proc/driver/nvidia/version') ?? '')?.[1];
  return {
    ...(loaderTrouble !== undefined && { loaderTrouble }),
    ...(named && { named }),
    drivers: files.map(driverOf),
    elsewhere: jsonFiles(ELSEWHERE).filter((file) => !files.includes(file)),
    nodes: [...inFolder('/dev/dri', /^renderD/), ...inFolder('/dev', /^nvidia\d+$/)].map((path) => ({
      path,
      open: mayUse(path),
    })),
    ...(nvidia && { nvidia }),
    ...(env.NVIDIA_DRIVER_CAPABILITIES && { capabilities: env.NVIDIA_DRIVER_CAPABILITIES }),
    nvidiaContainer: Boolean(env.NVIDIA_VISIBLE_DEVICES),
  };
}

/** Where Vulkan's loader looks, in its order (its LoaderDriverInterface.md, "Driver Discovery on Linux"). */
function searched(env: NodeJS.ProcessEnv): string[] {
  const list = (value: string | undefined, otherwise: string) => (value || otherwise).split(':');
  const home = homedir();
  const roots = [
    env.XDG_CONFIG_HOME || join(home, '.config'),
    ...list(env.XDG_CONFIG_DIRS, '/etc/xdg'),
    '/etc',
    env.XDG_DATA_HOME || join(home, '.local/share'),
    ...list(env.XDG_DATA_DIRS, '/usr/local/share:/usr/share'),
  ];
  return roots.filter(Boolean).map((root) => join(root, 'vulkan/icd.d'));
}

const jsonFiles = (folders: readonly string[]) => [
  ...new Set(folders.flatMap((folder) => inFolder(folder, /\.json$/))),
];

/** VK_DRIVER_FILES may name folders as well. */
const asFiles = (path: string) => {
  const inside = inFolder(path, /\.json$/);
  return inside.length > 0 ? inside : [path];
};

function inFolder(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((each) => name.test(each))
      .map((each) => join(folder, each));
  } catch {
    return [];
  }
}

function driverOf(file: string): Driver {
  if (!existsSync(file)) return { file, trouble: 'there is no such file' };
  const library = libraryIn(textOf(file));
  if (library === undefined) return { file, trouble: 'it names no library' };
  // A path with a slash counts from the file; a bare name is looked up as any library.
  const trouble = loadTrouble(library.includes('/') ? resolve(dirname(file), library) : library);
  return { file, ...(trouble !== undefined && { trouble }) };
}

function libraryIn(text: string | undefined): string | undefined {
  try {
    const path: unknown = JSON.parse(text ?? '').ICD.library_path;
    return typeof path === 'string' ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Why the dynamic linker cannot load a library; undefined: it can. */
function loadTrouble(library: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, library);
    return undefined;
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    // What is no addon of Node's has been loaded when Node says so.
    return why.includes('did not self-register') ? undefined : why;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
