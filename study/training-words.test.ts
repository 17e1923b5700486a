/** Each option of `spec.training` in plain English: a table over all that the schema declares. */
import { expect, it } from 'vitest';
import { OPTIMIZERS } from '../engines/optimizers/registry.ts';
import { SCHEDULES } from './schedules/registry.ts';
import { AUGMENTATIONS } from './schema/augment.ts';
import { LOSS_NAMES } from './schema/loss.ts';
import { training } from './schema/training.ts';
import { resolveTraining } from './training.ts';
import { trainingWords } from './training-words.ts';

const SGD = { sgd: { learningRate: 0.01 } };
const wordsOf = (given: object) =>
  trainingWords(resolveTraining(training.parse({ optimizer: SGD, ...given })));
const PLAIN = ['sgd, learning rate 0.01', 'batches of 32 examples'];

/** What is said of an option beside what is always said. */
const CASES: readonly (readonly [given: Readonly<Record<string, unknown>>, words: string])[] = [
  [{ loss: 'categoricalCrossEntropy' }, 'minimises the categorical cross-entropy'],
  [
    { loss: { categoricalCrossEntropy: { smoothing: 0.1 } } },
    'minimises the categorical cross-entropy, with 10% of each label spread over all classes (label smoothing)',
  ],
  [{ loss: 'binaryCrossEntropy' }, 'minimises the binary cross-entropy, of each class for itself'],
  [{ loss: 'mse' }, 'minimises the mean squared error'],
  [{ loss: 'mae' }, 'minimises the mean absolute error'],
  [
    { loss: { huber: { delta: 2 } } },
    'minimises the Huber loss, squares of errors up to 2 and distances beyond',
  ],
  [
    { weightDecay: { rate: 0.01 } },
    'weight decay: at each update a weight loses 0.01 × the learning rate of itself',
  ],
  [
    { weightDecay: { rate: 0.0005, decoupled: false, biases: false } },
    'weight decay: 0.0005 × the weight is added to its gradient (L2), biases and the weights of normalisation excepted',
  ],
  [{ clip: { norm: 1 } }, 'gradients are clipped: all together to a norm of at most 1'],
  [{ clip: { value: 0.5 } }, 'gradients are clipped: each to at most 0.5 in size'],
  [{ accumulate: 4 }, 'the mean gradient of 4 batches makes one update'],
  [
    { earlyStopping: {} },
    'stops early, after 5 epochs in a row without an improvement of loss on the 10% of the training examples that are held out for it, and counts as it was after its best epoch',
  ],
  [
    { earlyStopping: { metric: 'accuracy', patience: 1, minDelta: 0.01, restoreBest: false, share: 0.25 } },
    'stops early, after an epoch without an improvement of accuracy by more than 0.01 on the 25% of the training examples that are held out for it, and counts as it was after its last epoch',
  ],
  [
    { augment: { cutout: { size: 4 }, randomCrop: { padding: 4 } } },
    'training images are changed at random: cropped at a random place after 4 rows of 0 on each side; a square of 4 × 4 pixels set to 0',
  ],
  [
    { augment: { horizontalFlip: {}, rotation: { degrees: 20 } } },
    'training images are changed at random: mirrored left to right with probability 0.5; turned by up to 20° either way',
  ],
  [
    { augment: { mixup: { alpha: 0.2 } } },
    'training examples are changed at random: mixed with another one, and so are their targets, in shares that are drawn from a Beta(0.2, 0.2) distribution',
  ],
  [{ schedule: { step: { every: 3 } } }, 'the learning rate is multiplied by 0.1 every 3 epochs'],
  [{ schedule: { cosine: {} } }, 'the learning rate falls along half a cosine to 0, at each step'],
  [
    { schedule: { exponential: { factor: 0.9 } } },
    'the learning rate is multiplied by 0.9 each epoch, in equal ratios at each epoch',
  ],
  [
    { schedule: { polynomial: { to: 0.5 } } },
    'the learning rate falls in a straight line to 0.5 of itself, at each step',
  ],
  [
    { schedule: { oneCycle: {} } },
    'the learning rate rises from 1/25 of itself in the first 30% of the steps, then falls to 1/250000 of itself, at each step',
  ],
  [
    { schedule: { constant: {}, warmup: { epochs: 2 } } },
    'the learning rate stays the same, after a warm-up of 2 epochs in a straight line from 0',
  ],
];

it.each(CASES)('%j', (given, words) => {
  expect(wordsOf(given)).toEqual([...PLAIN, words]);
});

it('tells the optimizer and the batch, and nothing that is as it is by default', () => {
  expect(wordsOf({})).toEqual(PLAIN);
  expect(wordsOf({ batchSize: 1, schedule: 'constant', accumulate: 1, augment: 'none' })).toEqual([
    ...[PLAIN[0], 'batches of 1 example'],
  ]);
  const optimizer = { sgd: { learningRate: 0.1, momentum: 0.9, nesterov: true } };
  expect(wordsOf({ optimizer })[0]).toBe('sgd, learning rate 0.1, momentum 0.9, nesterov');
});

it('has a case for every option, loss, schedule and change of images that a study can declare', () => {
  const given = CASES.map(([each]) => each);
  const kinds = (field: string) =>
    given.flatMap(({ [field]: one }) => (typeof one === 'string' ? [one] : Object.keys(one ?? {})));
  const always = ['optimizer', 'batchSize', 'epochs'];
  expect(new Set([...given.flatMap((each) => Object.keys(each)), ...always])).toEqual(
    new Set(Object.keys(training.shape)),
  );
  expect(kinds('loss')).toEqual(expect.arrayContaining([...LOSS_NAMES]));
  expect(kinds('schedule')).toEqual(expect.arrayContaining([...SCHEDULES.map(({ kind }) => kind), 'warmup']));
  expect(kinds('augment')).toEqual(expect.arrayContaining([...AUGMENTATIONS]));
  for (const { kind } of OPTIMIZERS) {
    const [words] = wordsOf({ optimizer: { [kind]: { learningRate: 0.25 } } });
    expect(words).toMatch(new RegExp(`^${kind}, .*learning rate 0\\.25`));
  }
});
