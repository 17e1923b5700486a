import type { Vulkan } from './vulkan.ts';

/** One thing that stands between this machine and a GPU. */
export interface Missing {
  readonly what: string;
  readonly todo: string;
}

const CAPABILITIES = 'NVIDIA_DRIVER_CAPABILITIES=compute,graphics,utility';

/** What this machine lacks for Vulkan to offer a GPU, as far as a look at it tells. Pure. */
export const lacksOf = (vulkan: Vulkan): Missing[] => [
  ...loader(vulkan),
  ...nodes(vulkan),
  ...drivers(vulkan),
];

/** Why Vulkan offers no GPU, which it does not; never empty. Pure. */
export function missingOf(vulkan: Vulkan): Missing[] {
  const lacks = lacksOf(vulkan);
  return lacks.length > 0 ? lacks : [UNUSABLE];
}

/** Everything seems to be there. */
const UNUSABLE: Missing = {
  what: "Vulkan's drivers are there, and none offers a GPU that WebGPU can use",
  todo: 'see `vulkaninfo --summary` (package vulkan-tools), and update the driver of the GPU',
};

/**
 * Whether Vulkan has all it needs to be asked for adapters: without, Dawn only fills stderr with warnings.
 */
export const mayBeAsked = ({ loaderTrouble, drivers: found }: Vulkan): boolean =>
  loaderTrouble === undefined && found.some(({ trouble }) => trouble === undefined);

function loader({ loaderTrouble }: Vulkan): Missing[] {
  if (loaderTrouble === undefined) return [];
  return [
    {
      what: `Vulkan's loader is not there (${loaderTrouble})`,
      todo: 'install libvulkan1 (Debian, Ubuntu), vulkan-loader (Fedora) or vulkan-icd-loader (Arch)',
    },
  ];
}

function nodes({ nodes: found }: Vulkan): Missing[] {
  if (found.length === 0) {
    return [
      {
        what: 'this process sees no device of a GPU: neither /dev/dri/renderD* nor /dev/nvidia*',
        todo: 'give the container the GPU (--gpus all, --device /dev/dri, nvidia.com/gpu), or use another backend',
      },
    ];
  }
  if (found.some(({ open }) => open)) return [];
  return [
    {
      what: `this user may not use ${found.map(({ path }) => path).join(', ')}`,
      todo: 'add the user to the groups render and video, and log in again',
    },
  ];
}

function drivers(vulkan: Vulkan): Missing[] {
  const { drivers: found, named, elsewhere } = vulkan;
  if (found.some(({ trouble }) => trouble === undefined)) return [];
  if (found.length > 0) {
    const each = found.map(({ file, trouble }) => `${file} (${trouble})`).join(', ');
    return [
      {
        what: `${named ? `${named} names` : "Vulkan's drivers are"} ${each}`,
        todo: named ? `correct or unset ${named}` : fromNvidia(vulkan),
      },
    ];
  }
  const what = 'no Vulkan driver is registered (a JSON file in a folder vulkan/icd.d)';
  if (elsewhere.length > 0) return [{ what, todo: `set VK_DRIVER_FILES=${elsewhere.join(':')}` }];
  return [{ what, todo: fromNvidia(vulkan) }];
}

/** Where the driver comes from, by what the kernel and the container say. */
function fromNvidia({ nvidia, nvidiaContainer, capabilities = 'compute,utility' }: Vulkan): string {
  const told = capabilities.split(',');
  const graphics = told.includes('graphics') || told.includes('all');
  if (nvidiaContainer && !graphics) return `start the container with ${CAPABILITIES}`;
  if (nvidia === undefined) return "install mesa-vulkan-drivers (AMD, Intel), or NVIDIA's driver";
  return `install the graphics libraries of NVIDIA's driver ${nvidia} (libnvidia-gl-${nvidia.split('.')[0]})`;
}
