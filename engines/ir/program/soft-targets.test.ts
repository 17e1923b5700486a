import { expect, it } from 'vitest';
import { randomWeights } from '../../engine.samples.ts';
import type { Program } from '../../engine.ts';
import { ExactTrial } from '../../form.reference.ts';
import { formBatch } from '../../form.samples.ts';
import type { Loss } from '../../network.ts';
import { targetsOf } from './targets.ts';

const SHARE = 0.3;

it.each<[Loss, activation: string]>([
  [{ kind: 'categoricalCrossEntropy' }, 'softmax'],
  [{ kind: 'categoricalCrossEntropy', smoothing: 0.1 }, 'softmax'],
  [{ kind: 'binaryCrossEntropy' }, 'sigmoid'],
])('shares of classes have the mix of both losses, and of their gradients: %j', (loss, activation) => {
  const program: Program = {
    model: [
      { kind: 'dense', units: 6, activation: 'tanh' },
      { kind: 'dense', units: 3, activation },
    ],
    inputShape: [5],
    classes: 3,
    batchSize: 6,
    optimizer: { kind: 'sgd', learningRate: 0.5, momentum: 0 },
    scale: 1 / 255,
    loss,
    softTargets: true,
  };
  const { x, y } = formBatch({ ...program, softTargets: false }, 6, 1);
  const other = Int32Array.from(y, (own, at) => (own + 1 + (at % 2)) % 3);
  const [one, two] = [targetsOf({ x, y }, 3), targetsOf({ x, y: other }, 3)];
  const mix = one.map((value, at) => SHARE * value + (1 - SHARE) * two[at]!);
  const start = randomWeights(program, 1);
  const trials = [y, other, mix].map((targets) => {
    const trial = new ExactTrial(program, start);
    trial.step({ x, y: targets });
    return trial;
  });
  const [first, second, both] = trials;
  const between = (a: number, b: number) => SHARE * a + (1 - SHARE) * b;
  expect(both!.losses[0]).toBeCloseTo(between(first!.losses[0]!, second!.losses[0]!), 6);
  // A plain step moves by the gradient.
  for (const [index, array] of both!.weights().entries())
    for (const [at, value] of array.entries())
      expect(value).toBeCloseTo(between(first!.weights()[index]![at]!, second!.weights()[index]![at]!), 6);
});
