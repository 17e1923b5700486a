/**
 * The virtual environments of the peers, each made once in the project's `.cache/bench` from PyPI. Keras 2.15
 * takes a Python of 3.9 to 3.11; PyTorch's wheel on PyPI brings CUDA along: 7 GB in all.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Peer, startPeer } from '../peer.ts';
import type { Ready } from './protocol.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/bench/', import.meta.url));

export const PEERS = ['keras', 'torch', 'jax'] as const;
export type PeerName = (typeof PEERS)[number];

/** What each installs, and what holds it to one thread. */
const RECIPES: Readonly<Record<PeerName, { packages: string[]; env: Record<string, string> }>> = {
  keras: { packages: ['tensorflow-cpu==2.15.1', 'keras==2.15.0', 'numpy==1.26.4'], env: {} },
  torch: { packages: ['torch==2.15.0', 'numpy==2.4.6'], env: {} },
  // JAX sizes its thread pool by NPROC, where that is set.
  jax: {
    packages: ['jax==0.10.2', 'jaxlib==0.10.2', 'numpy==2.4.6'],
    env: { NPROC: '1', JAX_PLATFORMS: 'cpu', XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' },
  },
};

/** Starts a peer with one thread, in its environment, which is made first where it is not there yet. */
export function startPeerOf(name: PeerName): Promise<Peer & { readonly ready: Ready }> {
  const script = fileURLToPath(new URL(`./peers/${name}_peer.py`, import.meta.url));
  const env = { OMP_NUM_THREADS: '1', ...RECIPES[name].env };
  return startPeer<Ready>(python(name), [script], env);
}

function python(name: PeerName): string {
  const folder = join(CACHE, name);
  const interpreter = join(folder, 'bin/python');
  const [mark, { packages }] = [join(folder, 'ready'), RECIPES[name]];
  const wanted = `${packages.join('\n')}\n`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return interpreter;
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write(`installing ${packages.join(', ')} into ${folder} …\n`);
  run('python3', ['-m', 'venv', folder]);
  run(interpreter, ['-m', 'pip', 'install', '--quiet', ...packages]);
  writeFileSync(mark, wanted);
  return interpreter;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
