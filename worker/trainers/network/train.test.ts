/** What a study says of training, as the engine gets to hear it. */
import { expect, it } from 'vitest';
import type { Batch, Engine } from '../../../engines/engine.ts';
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

/** Trains the first block of a study on an engine that tells of each step that it is asked for. */
async function watched(text: string, onStep: (batch: Batch, rate: number) => void): Promise<void> {
  const spied = (engine: Engine): Engine => ({
    ...engine,
    async start(program, weights) {
      const pack = await engine.start(program, weights);
      const step = pack.step.bind(pack);
      pack.step = (batch, rate) => {
        onStep(batch, rate ?? Number.NaN);
        return step(batch, rate);
      };
      return pack;
    },
  });
  const trainer = await openNetworkTrainer(async () => spied(await loadWasmEngine()));
  try {
    const manifest = await manifestOf('networks', text);
    await reportsOf(trainer, manifest, firstBlock(manifest));
  } finally {
    await trainer.close();
  }
}

/** The rates that the engine is given, step by step. */
async function ratesOf(text: string): Promise<number[]> {
  const rates: number[] = [];
  await watched(text, (_, rate) => rates.push(rate));
  return rates;
}

it('gives each step the rate of the schedule', async () => {
  // 75 training examples: 5 steps an epoch. The first and the last step of an epoch are sampled.
  const rates = await ratesOf(
    study('epochs: 3, schedule: { step: { at: [2], factor: 0.5 }, warmup: { steps: 4 } }'),
  );
  expect(rates).toEqual([0, 0.25, 0.5, 0.75, ...new Array(10).fill(1), 0.5]);
  expect(await ratesOf(study('epochs: 1'))).toEqual([1, 1, 1, 1, 1]);
});

/** All targets that the engine is given to train on, one behind the other. */
async function targetsSeen(batchSize: number): Promise<number[]> {
  const text = study('epochs: 2, augment: { mixup: { alpha: 1 } }').replace('16', String(batchSize));
  const seen: number[] = [];
  await watched(text, ({ y }) => seen.push(...y));
  return seen;
}

it('mixes the same examples for all arms of a block, also where they differ in their batches', async () => {
  const [small, large] = [await targetsSeen(16), await targetsSeen(40)];
  expect(small).toHaveLength(2 * 75 * 3);
  expect(large).toEqual(small);
  expect(small.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(75);
});

/** The reports of the first block of a study. */
async function reports(text: string) {
  const trainer = await openNetworkTrainer(loadWasmEngine);
  try {
    const manifest = await manifestOf('networks', text);
    return await reportsOf(trainer, manifest, firstBlock(manifest));
  } finally {
    await trainer.close();
  }
}

it('ends a trial early, alone in its pack, and tells of the epochs that it trained', async () => {
  // A weight of 0 never learns: nothing improves. The other one does by far more than 0.001 an epoch.
  const text = study(
    'epochs: 6, optimizer: { adam: { learningRate: 0.02 } }, earlyStopping: { patience: 2, minDelta: 0.001, share: 0.2 }',
    '  initialize: all\n',
  ).replace('[he_normal]', '[{ zeros: {} }, he_normal]');
  const [stuck, learns] = await reports(text.replace('activation: softmax', 'activation: softmax'));
  expect(learns!.history.accuracy).toHaveLength(6);
  expect(stuck!.history.accuracy!.length).toBeLessThan(6);
  // It counts as it was after its best epoch, of which the others were no better.
  const best = stuck!.history.loss!.length - 3;
  expect(stuck!.metrics.loss).toBe(stuck!.history.loss![best]);
  expect(stuck!.layers!.every(({ epoch }) => epoch <= stuck!.history.loss!.length)).toBe(true);
});

it('trains on what is not held out', async () => {
  // 75 training examples, of which 15 are held out: 4 steps of 16 an epoch.
  const rates = await ratesOf(study('epochs: 2, earlyStopping: { patience: 1, share: 0.2 }'));
  expect(rates.length % 4).toBe(0);
});

it('shows all arms of a block the same changed images, whatever their batches', async () => {
  const text = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: networks }
spec:
  dataset: { name: mnist, examples: 60 }
  folds: { count: 2 }
  model: [flatten, { dense: { units: classes, activation: softmax } }]
  vary: { training.batchSize: [7, 16], training.augment: [none, { randomCrop: {}, rotation: {}, as: changed }] }
  training: { epochs: 2, batchSize: 7 }
`;
  const manifest = await manifestOf('networks', text);
  const images = new Map<string, number[]>();
  let arm = '';
  const spied = (engine: Engine): Engine => ({
    ...engine,
    async start(program, weights) {
      const pack = await engine.start(program, weights);
      const step = pack.step.bind(pack);
      pack.step = (batch, rate) => {
        images.set(arm, [...(images.get(arm) ?? []), ...batch.x]);
        return step(batch, rate);
      };
      return pack;
    },
  });
  const trainer = await openNetworkTrainer(async () => spied(await loadWasmEngine()));
  try {
    for (const trial of firstBlock(manifest)) {
      arm = trial.arm;
      await reportsOf(trainer, manifest, [trial]);
    }
  } finally {
    await trainer.close();
  }
  const [small, smallChanged, large, largeChanged] = [...images.values()];
  expect([...images.keys()]).toEqual([
    ...['batchSize=7-none', 'batchSize=7-changed', 'batchSize=16-none', 'batchSize=16-changed'],
  ]);
  expect(small).toEqual(large);
  expect(smallChanged).toEqual(largeChanged);
  expect(smallChanged).not.toEqual(small);
  // Each epoch changes them anew.
  expect(smallChanged!.slice(0, 30 * 784)).not.toEqual(smallChanged!.slice(30 * 784));
});
