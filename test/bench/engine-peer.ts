/** One training engine as a peer of the bench: `engine-peer.ts BACKEND`. */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { mnist, SEED_PROGRAM, seedWeights, slice } from '../../worker/engine/engine.samples.ts';
import type { Backend, Trainer } from '../../worker/engine/engine.ts';
import { loadEngine } from '../../worker/engine/load.ts';
import { profileKernels } from './profile.ts';

const backend = process.argv[2] as Backend;
const engine = await loadEngine(backend, { threads: 1 });
const images = mnist(3200);
const batches = Array.from({ length: 100 }, (_, step) => slice(images, step * 32, (step + 1) * 32));
const trainers = new Map<number, Trainer>();

function trainerOf(pack: number): Trainer {
  const known = trainers.get(pack);
  if (known) return known;
  const trainer = engine.start(
    SEED_PROGRAM,
    Array.from({ length: pack }, (_, trial) => seedWeights(trial + 1)),
  );
  trainers.set(pack, trainer);
  for (const batch of batches.slice(0, 30)) trainer.step(batch);
  trainer.takeLosses();
  return trainer;
}

/** Steps between two readings of the losses; a pack may leave its work until then. */
const BLOCK = 32;

/** Milliseconds a step, block by block, the reading of the losses included. */
function train(pack: number, blocks: number) {
  const trainer = trainerOf(pack);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let block = 0; block < blocks; block++) {
    const start = performance.now();
    for (let step = 0; step < BLOCK; step++) trainer.step(batches[(block * BLOCK + step) % batches.length]!);
    trainer.takeLosses();
    times.push((performance.now() - start) / BLOCK);
  }
  const used = process.cpuUsage(cpu);
  return { times, cpuMs: (used.user + used.system) / 1000 / blocks / BLOCK };
}

/** Milliseconds to evaluate one image on one trial. */
function evaluate(pack: number) {
  const start = performance.now();
  trainerOf(pack).evaluate(images);
  return { perImage: (performance.now() - start) / images.y.length / pack };
}

/** GFLOP/s of tfjs's own matrix product of 512 × 512 matrices on this backend: the best of 20. */
function matrixRate() {
  const [a, b] = [tf.randomUniform([1, 512, 512]), tf.randomUniform([1, 512, 512])];
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    tf.tidy(() => void tf.matMul(a, b));
    return performance.now() - start;
  });
  tf.dispose([a, b]);
  return { gflops: (2 * 512 ** 3) / Math.min(...times) / 1e6 };
}

console.log(JSON.stringify({ description: engine.description }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as {
    kind: 'train' | 'evaluate' | 'matrix' | 'profile';
    pack: number;
    blocks: number;
  };
  if (request.kind === 'train') console.log(JSON.stringify(train(request.pack, request.blocks)));
  if (request.kind === 'evaluate') console.log(JSON.stringify(evaluate(request.pack)));
  if (request.kind === 'matrix') console.log(JSON.stringify(matrixRate()));
  if (request.kind === 'profile') {
    console.log(
      JSON.stringify(await profileKernels(backend, trainerOf(request.pack), batches, request.pack)),
    );
  }
}
engine.dispose();
