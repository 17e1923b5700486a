import { expect, it } from 'vitest';
import type { Training } from './study.ts';
import { trainingWords } from './training-words.ts';

const BASE: Training = {
  optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0 },
  batchSize: 32,
  epochs: 10,
};

it('tells the optimizer, and nothing that is as it is by default', () => {
  expect(trainingWords(BASE)).toEqual(['sgd, learning rate 0.01']);
  const nesterov = { ...BASE.optimizer, momentum: 0.9, nesterov: true };
  expect(trainingWords({ ...BASE, optimizer: nesterov })).toEqual([
    'sgd, learning rate 0.01, momentum 0.9, nesterov',
  ]);
});

it('tells everything else that is said', () => {
  const earlyStopping = { metric: 'loss', patience: 5, minDelta: 0, restoreBest: true, share: 0.1 };
  expect(
    trainingWords({
      ...BASE,
      schedule: { kind: 'cosine', settings: { to: 0, by: 'step' }, warmup: { epochs: 1, from: 0 } },
      loss: { kind: 'categoricalCrossEntropy', smoothing: 0.1 },
      weightDecay: { rate: 0.0005, decoupled: false, biases: false },
      clip: { norm: 1 },
      accumulate: 4,
      earlyStopping,
      augment: [
        { kind: 'randomCrop', settings: { padding: 4 } },
        { kind: 'horizontalFlip', settings: { probability: 0.5 } },
      ],
    }).slice(1),
  ).toEqual([
    'learning rate cosine to 0, step by step, behind a warm-up of 1 epoch from 0',
    'loss categoricalCrossEntropy (smoothing 0.1)',
    'L2 weight decay 0.0005, not of biases and normalisation',
    'gradients clipped to norm 1',
    'an update every 4 batches',
    'stops after 5 epochs without a better loss, watched on 10% of the training examples, which are held out',
    'images changed by randomCrop (padding 4), horizontalFlip (probability 0.5)',
  ]);
});
