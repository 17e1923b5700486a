import { FanoutError } from '../../proto/errors.ts';
import { dawnIsInstalled, loadDawn, NOT_INSTALLED } from './dawn.ts';
import { type AdapterFacts, adapterFacts, adapterName } from './facts.ts';
import { lacksOf, type Missing, mayBeAsked, missingOf } from './missing.ts';
import { lookAtVulkan } from './vulkan.ts';

/** An adapter (a GPU, as WebGPU has them), and the Dawn that it lives by. */
export interface OpenedAdapter {
  /** Dawn runs while this is referenced: let go of it behind the last device, or the process does not end. */
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
  readonly facts: AdapterFacts;
}

/** The environment's say: FANOUT_WEBGPU_ADAPTER. */
interface Wish {
  /** A software adapter is wanted. */
  readonly software: boolean;
  /** Part of the adapter's name. */
  readonly name?: string;
}

/**
 * What FANOUT_WEBGPU_ADAPTER asks for: `software`, or part of the name of a GPU; unset: the fastest GPU.
 * Pure.
 */
export function wishOf(env: NodeJS.ProcessEnv): Wish {
  const wish = env.FANOUT_WEBGPU_ADAPTER;
  if (wish === 'software') return { software: true };
  return { software: false, ...(wish && { name: wish }) };
}

/** What may be opened. */
export interface AdapterOptions {
  /** Never an adapter in software, whatever the variable says. */
  readonly realOnly?: boolean;
  /** An adapter in software where there is no other: for a look at the machine. */
  readonly anyAtAll?: boolean;
  /** Further flags for Dawn. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Asks WebGPU for an adapter: the fastest GPU, or what FANOUT_WEBGPU_ADAPTER names. An adapter in software
 * (SwiftShader, llvmpipe, WARP) is slower than the backend wasm: it is used only where the variable is
 * `software`.
 * @throws FanoutError BACKEND_UNAVAILABLE with what is missing, and what to do.
 */
export async function openAdapter(options: AdapterOptions = {}): Promise<OpenedAdapter> {
  const { env = process.env, flags = [], realOnly = false, anyAtAll = false } = options;
  const { name, ...wish } = wishOf(env);
  const software = wish.software && !realOnly;
  checkAskable(env);
  const { create } = await loadDawn();
  const gpu = create([...flags, ...(name ? [`adapter=${name}`] : [])]);
  const adapter = await requestFrom(gpu, { software, ...(name && { name }) });
  if (adapter === null) throw nothingThere(env);
  const facts = adapterFacts(adapter);
  if (facts.software && !software && !anyAtAll) throw onlySoftware(facts, env);
  return { gpu, adapter, facts };
}

/** Linux alone lacks parts; elsewhere Metal and Direct3D come with the system. */
const vulkanHere = (env: NodeJS.ProcessEnv) => (process.platform === 'linux' ? lookAtVulkan(env) : undefined);

function checkAskable(env: NodeJS.ProcessEnv): void {
  const vulkan = vulkanHere(env);
  const lacks = dawnIsInstalled() ? [] : [NOT_INSTALLED];
  if (vulkan !== undefined && !mayBeAsked(vulkan)) throw unavailable([...lacks, ...missingOf(vulkan)]);
  if (lacks.length > 0) throw unavailable(lacks);
}

async function requestFrom(gpu: GPU, { software, name }: Wish): Promise<GPUAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: 'high-performance', forceFallbackAdapter: software });
  } catch (error) {
    // Dawn lists the adapters where none has the name.
    const names = [...(error as Error).message.matchAll(/name: '([^']*)'/g)].map(([, each]) => each);
    throw new FanoutError(
      'BACKEND_UNAVAILABLE',
      `webgpu: no adapter has FANOUT_WEBGPU_ADAPTER=${name} in its name`,
      { hint: names.length > 0 ? `set it to one of: ${names.join(', ')}` : 'unset it', cause: error },
    );
  }
}

function nothingThere(env: NodeJS.ProcessEnv): FanoutError {
  const vulkan = vulkanHere(env);
  if (vulkan !== undefined) return unavailable(missingOf(vulkan));
  return unavailable([
    { what: 'this system offers no GPU', todo: "update the GPU's driver, or use another backend" },
  ]);
}

function onlySoftware(facts: AdapterFacts, env: NodeJS.ProcessEnv): FanoutError {
  const vulkan = vulkanHere(env);
  return unavailable([
    {
      what: `the only adapter is software: ${adapterName(facts)}`,
      todo: 'use --backend wasm, which is faster; FANOUT_WEBGPU_ADAPTER=software takes it all the same',
    },
    ...(vulkan === undefined ? [] : lacksOf(vulkan)),
  ]);
}

function unavailable(missing: readonly Missing[]): FanoutError {
  return new FanoutError(
    'BACKEND_UNAVAILABLE',
    `webgpu: no GPU can be used: ${missing.map(({ what }) => what).join('; ')}`,
    { hint: missing.map(({ todo }) => todo).join('; ') },
  );
}
