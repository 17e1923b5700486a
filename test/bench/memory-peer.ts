/** One training engine as a peer that watches its own memory: `memory-peer.ts BACKEND`, with --expose-gc. */
import { createInterface } from 'node:readline';
import { mnist, SEED_PROGRAM, seedWeights, slice } from '../../engines/engine.samples.ts';
import type { Backend } from '../../engines/engine.ts';
import { loadEngine } from '../../engines/load.ts';

const engine = await loadEngine(process.argv[2] as Backend, { threads: 1 });
const images = mnist(3200);
const batches = Array.from({ length: 100 }, (_, step) => slice(images, step * 32, (step + 1) * 32));
const weights = [1, 2].map(seedWeights);

function look() {
  (globalThis as unknown as { gc(): void }).gc();
  return { rss: process.memoryUsage.rss(), tensors: engine.tensors(), bytes: engine.bytes() };
}

/**
 * A pack of two over 500 steps that count for nothing and 2,000 that are watched, with all that a worker does
 * on the way.
 */
async function steps() {
  const trainer = await engine.start(SEED_PROGRAM, weights);
  const samples = [];
  for (let step = 1; step <= 2500; step++) {
    await trainer.step(batches[step % batches.length]!);
    if (step % 250 !== 0) continue;
    await trainer.takeLosses();
    await trainer.evaluate(slice(images, 0, 300));
    await trainer.inspect(batches[0]!);
    await trainer.weights(1);
    if (step >= 500) samples.push(look());
  }
  trainer.dispose();
  return samples;
}

/** Pack after pack, ten that count for nothing and thirty that are watched. */
async function packs() {
  const samples = [];
  for (let pack = 1; pack <= 40; pack++) {
    const trainer = await engine.start(SEED_PROGRAM, weights);
    for (const batch of batches.slice(0, 5)) await trainer.step(batch);
    await trainer.takeLosses();
    await trainer.evaluate(slice(images, 0, 300));
    await trainer.inspect(batches[0]!);
    trainer.dispose();
    if (pack >= 10 && pack % 5 === 0) samples.push(look());
  }
  return samples;
}

console.log(JSON.stringify({ description: engine.description }));
for await (const line of createInterface({ input: process.stdin })) {
  const { kind } = JSON.parse(line) as { kind: 'steps' | 'packs' };
  console.log(JSON.stringify({ samples: await (kind === 'steps' ? steps() : packs()) }));
}
engine.dispose();
