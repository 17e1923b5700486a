import { mnist, SEED_PROGRAM, seedWeights, slice } from '../../../engines/engine.samples.ts';
import type { Engine, Trainer } from '../../../engines/engine.ts';

const BATCH = SEED_PROGRAM.batchSize;

/** What a pack of so many trials of the first study's network did. */
export interface Measured {
  readonly engine: string;
  readonly pack: number;
  /** "float32", "TF32", …: what products are computed in. */
  readonly precision: string;
  readonly device: string;
  /** Of all trials together. */
  readonly examplesPerSecond: number;
  /** Processor time of the process for each second. */
  readonly cores: number;
}

/**
 * Measures packs one behind the other. A measurement is one block of steps with one reading of the losses at
 * its end; blocks are doubled until one takes half of `seconds`, as the peers do.
 */
export async function* measurePacks(
  engine: Engine,
  packs: readonly number[],
  seconds: number,
): AsyncGenerator<Measured> {
  const images = mnist(48_000);
  const batches = Array.from({ length: 1500 }, (_, at) => slice(images, at * BATCH, (at + 1) * BATCH));
  for (const pack of packs) {
    const weights = Array.from({ length: pack }, (_, trial) => seedWeights(trial + 1));
    const trainer = await engine.start(SEED_PROGRAM, weights);
    const run = async (steps: number) =>
      trainBlock(trainer, steps, (step) => batches[step % batches.length]!);
    const { rate, cores } = await lasting(run, seconds);
    trainer.dispose();
    yield {
      engine: engine.backend,
      pack,
      precision: 'float32',
      device: engine.description,
      examplesPerSecond: rate * BATCH * pack,
      cores,
    };
  }
}

type Batch = Parameters<Trainer['step']>[0];

async function trainBlock(trainer: Trainer, steps: number, batchOf: (step: number) => Batch): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const wait = trainer.step(batchOf(step));
    if (wait) await wait;
  }
  await trainer.takeLosses();
}

/** Steps a second, and processor time a second, of the first block that lasts. */
async function lasting(
  run: (steps: number) => Promise<void>,
  seconds: number,
): Promise<{ readonly rate: number; readonly cores: number }> {
  await run(8);
  for (let steps = 8; ; steps *= 2) {
    const before = process.cpuUsage();
    const start = performance.now();
    await run(steps);
    const took = (performance.now() - start) / 1000;
    if (took < seconds / 2) continue;
    const { user, system } = process.cpuUsage(before);
    return { rate: steps / took, cores: (user + system) / 1e6 / took };
  }
}
