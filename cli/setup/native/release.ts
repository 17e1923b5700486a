import { NATIVE_VERSIONS, type NativeBackend } from '../../../engines/native/location.ts';

/** A file that is fetched, by the name that its registry gives it. */
export interface Artifact {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** What pip or npm calls it. */
  readonly requirement: string;
}

/** Everything that a backend is made of, pinned. */
export interface Release {
  readonly backend: NativeBackend;
  readonly tensorflow: string;
  /** The Python wheel of TensorFlow, then those of CUDA. */
  readonly wheels: readonly Artifact[];
  /** The npm package whose binding/ holds the addon's sources, as they are. */
  readonly addon: Artifact;
  /** The npm package of Node's own headers for addons: so no headers have to come from nodejs.org. */
  readonly headers: Artifact;
  /** Bytes that the installation takes on disk. */
  readonly installedBytes: number;
}

const wheel = (requirement: string, file: string, bytes: number, sha256: string): Artifact => ({
  requirement,
  file,
  bytes,
  sha256,
});

const MIB = 2 ** 20;

/** SHA-256 as the Python package index and the npm registry serve the files. */
const HEADERS: Artifact = {
  requirement: 'node-api-headers@1.5.0',
  file: 'node-api-headers-1.5.0.tgz',
  bytes: 16_717,
  sha256: '59d0c186cb2db56fb5219219fdbcfb0573c33ff772494a23940564b9cfff881c',
};

const CPU: Release = {
  backend: 'tfjs-node',
  tensorflow: NATIVE_VERSIONS['tfjs-node'].tensorflow,
  wheels: [
    wheel(
      'tensorflow-cpu==2.15.0',
      'tensorflow_cpu-2.15.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      207_208_171,
      'f46c795177f6311c83562e05d38dc7d4618f8d3150e6902a4499b875f3f97270',
    ),
  ],
  addon: {
    requirement: '@tensorflow/tfjs-node@4.22.0',
    file: 'tensorflow-tfjs-node-4.22.0.tgz',
    bytes: 228_166,
    sha256: 'd38a448a705efc6e655a080f896b3af646ae39dffbfe9c90b06cb9fc3a2b9358',
  },
  headers: HEADERS,
  installedBytes: 590 * MIB,
};

/** Name, version, bytes and SHA-256 of the wheels of CUDA. */
const CUDA: readonly (readonly [string, string, number, string])[] = [
  ['cublas', '12.2.5.6', 417_825_305, 'f448d8db463f9a2c7dd9a1e607c0961d3e95f825b86839c5882f7d073d406df0'],
  ['cuda-nvrtc', '12.2.140', 23_430_053, 'b1cdcae6443cb7cdcfb5d1bf51896a148c9f82f9e65b27db9ab095eaed689aa7'],
  ['cuda-runtime', '12.2.140', 845_802, 'acb9cb7e44594a3512533497ea790d9f0b0e399abcc888584c157d1ffa080e41'],
  ['cudnn', '8.9.4.25', 720_096_787, '9f882d5b11753c566fd32427839089eb4f8ba7a58c28446ad359e32c40229723'],
  ['cufft', '11.0.8.103', 98_570_970, '72e961e578f9be9e316ccb4db8652c421dd0b57442624faa71061d452f449a67'],
  ['cusolver', '11.5.2.141', 124_890_758, '5a85c4653ce34339a5688137f494a0f903e0f0532418550998167f00844161da'],
  ['cusparse', '12.1.2.141', 195_268_625, '4e13d6a51d2303dcb2a023ba09546811161f0334fc64e13689397bbd3b1eb126'],
  ['nvjitlink', '12.2.140', 20_177_273, '95635cafbf9f96c38bea5200ab145a2e6aefbb5405e0b04c1e4ba54df2d84ec9'],
];

/**
 * TensorFlow for NVIDIA GPUs with the CUDA 12.2 and cuDNN 8.9 that it was built for: what
 * `tensorflow[and-cuda]` asks for, without what training a network in one process never loads (NCCL, cuRAND,
 * the profiler, the compiler). Needs a driver of 525.60 or newer.
 */
const GPU: Release = {
  backend: 'tfjs-node-gpu',
  tensorflow: NATIVE_VERSIONS['tfjs-node-gpu'].tensorflow,
  wheels: [
    wheel(
      'tensorflow==2.15.1',
      'tensorflow-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      475_258_663,
      'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
    ),
    ...CUDA.map(([name, version, bytes, sha256]) =>
      wheel(
        `nvidia-${name}-cu12==${version}`,
        `nvidia_${name.replaceAll('-', '_')}_cu12-${version}-py3-none-manylinux1_x86_64.whl`,
        bytes,
        sha256,
      ),
    ),
  ],
  addon: {
    requirement: '@tensorflow/tfjs-node-gpu@4.22.0',
    file: 'tensorflow-tfjs-node-gpu-4.22.0.tgz',
    bytes: 223_379,
    sha256: 'afd5599ee1662e732c00a0ad1f52a3d001bdc118a1f44bd592a0a0ebf2daa4c7',
  },
  headers: HEADERS,
  installedBytes: 3500 * MIB,
};

/** What is installed for a backend. */
export const RELEASES: Readonly<Record<NativeBackend, Release>> = { 'tfjs-node': CPU, 'tfjs-node-gpu': GPU };

/**
 * All the files of a release, in the order in which they are fetched: the small ones first, so that what is
 * missing shows soon. Pure.
 */
export const artifactsOf = ({ addon, headers, wheels }: Release): readonly Artifact[] => [
  addon,
  headers,
  ...wheels,
];

/** Bytes to download. Pure. */
export const downloadBytes = (release: Release): number =>
  artifactsOf(release).reduce((total, { bytes }) => total + bytes, 0);
