/** One training engine as a peer of the bench: `engine-peer.ts BACKEND`. */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { mnist, SEED_PROGRAM, seedWeights, slice } from '../../engines/engine.samples.ts';
import type { Backend, Trainer } from '../../engines/engine.ts';
import { loadEngine } from '../../engines/load.ts';
import { type Addon, loadAddon } from '../../engines/native/addon.ts';
import { firstOf, GraphBuilder, variable } from '../../engines/native/graph/builder.ts';
import { GraphSession } from '../../engines/native/session.ts';
import { profileKernels } from './profile.ts';

const backend = process.argv[2] as Backend;
const engine = await loadEngine(backend, { threads: 1 });
const images = mnist(3200);
const batches = Array.from({ length: 100 }, (_, step) => slice(images, step * 32, (step + 1) * 32));
const trainers = new Map<number, Trainer>();

async function trainerOf(pack: number): Promise<Trainer> {
  const known = trainers.get(pack);
  if (known) return known;
  const trainer = await engine.start(
    SEED_PROGRAM,
    Array.from({ length: pack }, (_, trial) => seedWeights(trial + 1)),
  );
  trainers.set(pack, trainer);
  for (const batch of batches.slice(0, 30)) await trainer.step(batch);
  await trainer.takeLosses();
  return trainer;
}

/**
 * Trial-steps between two readings of the losses, of every pack: blocks of the same work, so that their
 * minimums can be compared.
 */
const BLOCK = 224;

/** Milliseconds a step, block by block, the reading of the losses included. */
async function train(pack: number, blocks: number) {
  const trainer = await trainerOf(pack);
  const times: number[] = [];
  const steps = BLOCK / pack;
  const cpu = process.cpuUsage();
  for (let block = 0; block < blocks; block++) {
    const start = performance.now();
    for (let step = 0; step < steps; step++)
      await trainer.step(batches[(block * steps + step) % batches.length]!);
    await trainer.takeLosses();
    times.push((performance.now() - start) / steps);
  }
  const used = process.cpuUsage(cpu);
  return { times, cpuMs: (used.user + used.system) / 1000 / blocks / steps };
}

/** Milliseconds to evaluate one image on one trial. */
async function evaluate(pack: number) {
  const trainer = await trainerOf(pack);
  const start = performance.now();
  await trainer.evaluate(images);
  return { perImage: (performance.now() - start) / images.y.length / pack };
}

/** GFLOP/s of the backend's own product of 512 × 512 matrices: the best of 20. */
function matrixRate() {
  if (backend === 'webgpu') return { gflops: undefined };
  const run = backend === 'wasm' ? wasmProduct() : nativeProduct(loadAddon(backend));
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return { gflops: (2 * 512 ** 3) / Math.min(...times) / 1e6 };
}

function wasmProduct(): () => void {
  const [a, b] = [tf.randomUniform([1, 512, 512]), tf.randomUniform([1, 512, 512])];
  return () => tf.tidy(() => void tf.matMul(a, b));
}

function nativeProduct(addon: Addon): () => void {
  const graph = new GraphBuilder();
  const matrices = ['a', 'b'].map((name) => variable(graph, name, [512, 512], 'fed'));
  const product = graph.op('MatMul', ['a/read', 'b/read']);
  // Its value would be a copy of a megabyte.
  const done = graph.reduce('Sum', product, [0, 1]);
  const values = new Float32Array(512 ** 2).fill(0.5);
  const nodes = [
    ...graph.nodes,
    ...matrices.map(({ name, initialize }) => ({
      name: `${name}/ready`,
      op: 'Shape',
      inputs: [firstOf(name), `^${initialize}`],
      attributes: { T: { type: 'float' } } as const,
    })),
  ];
  const session = new GraphSession(addon, nodes, (message) => new Error(message));
  for (const { name, shape } of matrices)
    session.touch({ [firstOf(name)]: { shape, values } }, `${name}/ready`);
  return () => session.touch({}, done);
}

console.log(JSON.stringify({ description: engine.description }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as {
    kind: 'train' | 'evaluate' | 'matrix' | 'profile';
    pack: number;
    blocks: number;
  };
  if (request.kind === 'train') console.log(JSON.stringify(await train(request.pack, request.blocks)));
  if (request.kind === 'evaluate') console.log(JSON.stringify(await evaluate(request.pack)));
  if (request.kind === 'matrix') console.log(JSON.stringify(matrixRate()));
  if (request.kind === 'profile') {
    console.log(JSON.stringify(await profileKernels(batches, request.pack)));
  }
}
engine.dispose();
