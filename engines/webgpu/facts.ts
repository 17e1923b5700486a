/** What an adapter is and can do: for people, for provenance, and for the choice of kernels. */
export interface AdapterFacts {
  /** "nvidia", "amd", "intel", "apple", as WebGPU names them; "" where the system does not say. */
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  /** The driver, with its version where it says so. */
  readonly description: string;
  /** It is no GPU: a processor does its work. */
  readonly software: boolean;
  readonly limits: {
    /** Bytes of one buffer, and of what one binding of a kernel sees of it. */
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxStorageBuffersPerShaderStage: number;
    readonly maxComputeInvocationsPerWorkgroup: number;
    /** Bytes that the threads of a workgroup share. */
    readonly maxComputeWorkgroupStorageSize: number;
    readonly maxComputeWorkgroupsPerDimension: number;
  };
  readonly f16: boolean;
  /** The fewest and the most threads of a subgroup; absent: kernels cannot use subgroups. */
  readonly subgroups?: readonly [number, number];
  readonly timestamps: boolean;
}

/** Vendors of adapters that are none: SwiftShader's, llvmpipe's, and Windows's Basic Render Driver's. */
const SOFTWARE_VENDORS = ['google', 'mesa', 'microsoft'];
const SOFTWARE_NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic[ -]render|\bmock\b/i;

/** What an adapter says of itself. Pure. */
export function adapterFacts({ info, limits, features }: Pick<GPUAdapter, 'info' | 'limits' | 'features'>) {
  const { vendor, architecture, device, description } = info;
  const facts: AdapterFacts = {
    vendor,
    architecture,
    device,
    description,
    software:
      info.isFallbackAdapter === true ||
      SOFTWARE_VENDORS.includes(vendor) ||
      SOFTWARE_NAMES.test([architecture, device, description].join(' ')),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    },
    f16: features.has('shader-f16'),
    ...(features.has('subgroups') && {
      subgroups: [info.subgroupMinSize ?? 4, info.subgroupMaxSize ?? 128] as const,
    }),
    timestamps: features.has('timestamp-query'),
  };
  return facts;
}

/** "nvidia hopper, nvidia-h100 (580.159.04)": an adapter in a few words. Pure. */
export function adapterName({ vendor, architecture, device, description }: AdapterFacts): string {
  const kind = [vendor, architecture].filter(Boolean).join(' ');
  const name = [kind, device].filter(Boolean).join(', ') || 'an adapter without a name';
  return description ? `${name} (${description})` : name;
}

/** What an adapter can do, in one line. Pure. */
export function adapterAbilities({ limits, f16, subgroups, timestamps }: AdapterFacts): string {
  const mib = (bytes: number) => `${Math.floor(bytes / 2 ** 20).toLocaleString('en')} MiB`;
  return [
    `buffers up to ${mib(limits.maxBufferSize)}, ${mib(limits.maxStorageBufferBindingSize)} for a binding`,
    `${limits.maxComputeInvocationsPerWorkgroup} threads and ${limits.maxComputeWorkgroupStorageSize / 1024} KiB a workgroup`,
    subgroups ? `subgroups of ${[...new Set(subgroups)].join(' to ')}` : 'no subgroups',
    f16 ? 'f16' : 'no f16',
    ...(timestamps ? [] : ['no timestamps']),
  ].join(', ');
}
