/** What a study says of training, as the engine gets to hear it. */
import { expect, it } from 'vitest';
import type { Engine } from '../../../engines/engine.ts';
import { loadWasmEngine } from '../../../engines/wasm/engine.ts';
import { manifestOf } from '../../../test/support/cluster.ts';
import { firstBlock, reportsOf } from '../trainer.contract-run.ts';
import { openNetworkTrainer } from './trainer.ts';

const study = (training: string, more = '') => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: networks }
spec:
  dataset: { name: iris }
  initializers: [he_normal]
  folds: { count: 2 }
  model:
    - dense: { units: 8, activation: relu }
    - dense: { units: classes, activation: softmax }
  training: { batchSize: 16, ${training} }
${more}`;

/** The rates that the engine is given, step by step. */
async function ratesOf(text: string): Promise<number[]> {
  const rates: number[] = [];
  const spied = (engine: Engine): Engine => ({
    ...engine,
    start(program, weights) {
      const pack = engine.start(program, weights);
      const step = pack.step.bind(pack);
      pack.step = (batch, rate) => {
        rates.push(rate ?? Number.NaN);
        step(batch, rate);
      };
      return pack;
    },
  });
  const trainer = await openNetworkTrainer(async () => spied(await loadWasmEngine()));
  try {
    const manifest = await manifestOf('networks', text);
    await reportsOf(trainer, manifest, firstBlock(manifest));
    return rates;
  } finally {
    await trainer.close();
  }
}

it('gives each step the rate of the schedule', async () => {
  // 75 training examples: 5 steps an epoch. The first and the last step of an epoch are sampled.
  const rates = await ratesOf(
    study('epochs: 3, schedule: { step: { at: [2], factor: 0.5 }, warmup: { steps: 4 } }'),
  );
  expect(rates).toEqual([0, 0.25, 0.5, 0.75, ...new Array(10).fill(1), 0.5]);
  expect(await ratesOf(study('epochs: 1'))).toEqual([1, 1, 1, 1, 1]);
});
