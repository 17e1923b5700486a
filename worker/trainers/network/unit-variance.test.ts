import { expect, it } from 'vitest';
import type { Engine, Weights } from '../../../engines/engine.ts';
import { loadWasmEngine } from '../../../engines/wasm/engine.ts';
import { manifestOf } from '../../../test/support/cluster.ts';
import { firstBlock, reportsOf } from '../trainer.contract-run.ts';
import { openNetworkTrainer } from './trainer.ts';

const study = (initializer: string, training: string) => `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: scaled }
spec:
  dataset: { name: iris }
  initializers: [${initializer}]
  folds: { count: 2 }
  model:
    - dense: { units: 8, activation: relu }
    - dense: { units: 6, activation: tanh }
    - dense: { units: classes, activation: softmax }
  training: { epochs: 1, ${training} }
`;

/** The first weights that the engine is given for the first trial of a study; it trains nothing. */
async function begun(text: string): Promise<Weights> {
  let weights: Weights = [];
  const spied = (engine: Engine): Engine => ({
    ...engine,
    start(_, first) {
      weights = first[0]!;
      throw new Error('enough is seen');
    },
  });
  const trainer = await openNetworkTrainer(async () => spied(await loadWasmEngine()));
  try {
    const manifest = await manifestOf('scaled', text);
    await expect(reportsOf(trainer, manifest, firstBlock(manifest))).rejects.toThrow('enough is seen');
    return weights;
  } finally {
    await trainer.close();
  }
}

it('lsuv scales what orthogonal draws, by the same examples for all arms of a block', async () => {
  const weights = await begun(study('lsuv', 'batchSize: 16'));
  const other = await begun(study('lsuv', 'batchSize: 40, augment: { mixup: { alpha: 1 } }'));
  expect(other).toEqual(weights);
  const drawn = await begun(study('{ orthogonal: {}, as: lsuv }', 'batchSize: 16'));
  const ratios = weights.map((array, at) => [...array].map((weight, i) => weight / drawn[at]![i]!));
  for (const at of [0, 2]) {
    for (const each of ratios[at]!) expect(each).toBeCloseTo(ratios[at]![0]!, 4);
    expect(Math.abs(ratios[at]![0]! - 1)).toBeGreaterThan(0.02);
  }
  // The output layer is glorot_uniform's.
  expect(weights[4]).toEqual(drawn[4]);
});
