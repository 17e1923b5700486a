import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { mnist, SEED_PROGRAM } from '../../engines/engine.samples.ts';
import type { Batch } from '../../engines/engine.ts';
import { savedModel } from '../../engines/native/graph/graph-def.ts';
import { packGraph } from '../../engines/native/graph/pack.ts';
import { type Peer, startPeer } from './peer.ts';
import type { Profile } from './profile.ts';

/** The peer of the goal: TensorFlow as it was when the first study was made. */
const REQUIREMENTS = ['tensorflow-cpu==2.15.1', 'numpy==1.26.4'];

/**
 * Makes a virtual environment with Keras in the user's cache, once (about 250 MB are downloaded). Returns its
 * python.
 */
function python(): string {
  const folder = join(envPaths('fanout', { suffix: '' }).cache, 'keras-bench');
  const interpreter = join(folder, 'bin/python');
  if (existsSync(join(folder, 'ready'))) return interpreter;
  mkdirSync(folder, { recursive: true });
  const run = (command: string, args: string[]) => {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  };
  process.stderr.write(`installing ${REQUIREMENTS.join(', ')} into ${folder} …\n`);
  run('python3', ['-m', 'venv', folder]);
  run(interpreter, ['-m', 'pip', 'install', '--quiet', ...REQUIREMENTS]);
  writeFileSync(join(folder, 'ready'), `${REQUIREMENTS.join('\n')}\n`);
  return interpreter;
}

/**
 * Starts `count` Keras processes with one thread each on the bench's images. `release` removes the images
 * again.
 */
export async function startKeras(
  count: number,
): Promise<{ peers: Peer[]; description: string; release(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
  const images = mnist(3200);
  writeFileSync(join(folder, 'mnist.x'), images.x);
  writeFileSync(join(folder, 'mnist.y'), images.y);
  const script = fileURLToPath(new URL('./fit_peer.py', import.meta.url));
  const args = [script, join(folder, 'mnist'), '1'];
  const interpreter = python();
  const started = await Promise.all(
    Array.from({ length: count }, () =>
      startPeer<{ description: string }>(interpreter, args, { OMP_NUM_THREADS: '1' }),
    ),
  );
  return {
    peers: started,
    description: started[0]!.ready.description,
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Where a step of the native engine's graph for a single trial goes: run in Python, whose TensorFlow times
 * each kernel.
 */
export function traceGraph(batch: Batch): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
  try {
    const graph = packGraph(SEED_PROGRAM, [1]);
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(graph.nodes));
    writeFileSync(join(folder, 'x'), Float32Array.from(batch.x));
    writeFileSync(join(folder, 'y'), batch.y);
    const script = fileURLToPath(new URL('./trace_graph.py', import.meta.url));
    const args = [script, folder, graph.initialized, graph.stepped];
    const { status, stdout, stderr } = spawnSync(python(), args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the trace failed: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Profile;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
