import { expect, it } from 'vitest';
import type { Dataset } from '../../../../datasets/dataset.ts';
import { classesIn } from '../../../../engines/engine.ts';
import { randomStream } from '../randomness.ts';
import { memoryBatches } from './memory.ts';

const about = { name: 'numbered', scale: 1, sha256: '', licence: '' };
const fold = {
  validation: Uint32Array.of(1, 4),
  train: Uint32Array.of(0, 2, 3),
  validationSha256: '',
  trainSha256: '',
};

/** Five examples whose two values are their number and its negative. */
const x = Float32Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? at / 2 : -(at - 1) / 2));

function sourceOf(facts: Pick<Dataset, 'task' | 'classes' | 'y'>) {
  const dataset: Dataset = { ...about, examples: 5, shape: [2], x, ...facts };
  return memoryBatches(dataset, { fold, batchSize: 2, order: (epoch) => randomStream(1, 1, `${epoch}`) });
}

it('gives each example of a regression all of its targets', async () => {
  const y = Float32Array.from({ length: 10 }, (_, at) => at + 0.5);
  const source = sourceOf({ task: 'regression', classes: 2, y });
  const validation = (await source.validation().next())!;
  expect(validation.y).toEqual(Float32Array.of(2.5, 3.5, 8.5, 9.5));
  const epoch = source.epoch(0);
  const [first, second] = [(await epoch.next())!, (await epoch.next())!];
  expect([first.x.length, first.y.length, second.x.length, second.y.length]).toEqual([4, 4, 2, 2]);
  for (const batch of [first, second])
    for (let row = 0; row < batch.y.length / 2; row++)
      expect([...batch.y.subarray(2 * row, 2 * row + 2)]).toEqual([
        2 * batch.x[2 * row]! + 0.5,
        2 * batch.x[2 * row]! + 1.5,
      ]);
  expect(source.validationClasses).toHaveLength(0);
  expect(() => classesIn(validation)).toThrow(/batch of a regression/);
});

it('gives classes as int32', async () => {
  const source = sourceOf({ classes: 3, y: Uint8Array.of(0, 1, 2, 0, 1) });
  const validation = (await source.validation().next())!;
  expect(classesIn(validation)).toEqual(Int32Array.of(1, 1));
  expect(source.validationClasses).toEqual(Int32Array.of(1, 1));
});
