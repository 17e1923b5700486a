/** One training engine as a peer of the bench: `engine-peer.ts BACKEND`. */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { mnist, SEED_PROGRAM, seedWeights, slice } from '../../worker/engine/engine.samples.ts';
import type { Backend, Trainer } from '../../worker/engine/engine.ts';
import { loadEngine } from '../../worker/engine/load.ts';
import { profileKernels } from './profile.ts';

const backend = process.argv[2] as Backend;
const engine = await loadEngine(backend);
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

/** Milliseconds of each step, the last of a block of 10 with the losses read, as a worker reads them. */
function train(pack: number, steps: number) {
  const trainer = trainerOf(pack);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    trainer.step(batches[step % batches.length]!);
    if (step % 10 === 9) trainer.takeLosses();
    times.push(performance.now() - start);
  }
  const used = process.cpuUsage(cpu);
  return { times, cpuMs: (used.user + used.system) / 1000 / steps };
}

/** Milliseconds to evaluate one image on one trial. */
function evaluate(pack: number) {
  const start = performance.now();
  trainerOf(pack).evaluate(images);
  return { perImage: (performance.now() - start) / images.y.length / pack };
}

/** GFLOP/s of tfjs's own matrix product of 512 × 512 matrices on this backend: the best of 20. */
function matrixRate() {
  const [a, b] = [tf.randomUniform([512, 512]), tf.randomUniform([512, 512])] as [tf.Tensor2D, tf.Tensor2D];
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    tf.tidy(() => tf.matMul(a, b).dataSync());
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
    steps: number;
  };
  if (request.kind === 'train') console.log(JSON.stringify(train(request.pack, request.steps)));
  if (request.kind === 'evaluate') console.log(JSON.stringify(evaluate(request.pack)));
  if (request.kind === 'matrix') console.log(JSON.stringify(matrixRate()));
  if (request.kind === 'profile') {
    console.log(
      JSON.stringify(await profileKernels(backend, trainerOf(request.pack), batches, request.pack)),
    );
  }
}
engine.dispose();
