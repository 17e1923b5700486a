import { expect, it } from 'vitest';
import type { Batch, Trainer } from '../../../engines/engine.ts';
import { combined, evaluate } from './evaluate.ts';

const part = (examples: number, loss: number[], accuracy: number[]) => ({
  examples,
  loss: Float64Array.from(loss),
  accuracy: Float64Array.from(accuracy),
});

it('leaves a single part as it is, to the last bit', () => {
  const only = part(7, [0.1], [3 / 7]);
  expect(combined([only])).toBe(only);
});

it('weighs parts by their examples, each trial for itself', () => {
  const { loss, accuracy } = combined([part(3, [1, Number.NaN], [1 / 3, 0]), part(1, [5, 1], [1, 1])]);
  expect([...loss]).toEqual([2, Number.NaN]);
  expect([...accuracy]).toEqual([0.5, 0.25]);
});

it('lets the process do its other work between goes, and counts every example once', async () => {
  const seen: number[] = [];
  let turns = 0;
  const count = () => {
    turns += 1;
    if (seen.length < 3) setImmediate(count);
  };
  setImmediate(count);
  const trainer = {
    async evaluate({ x, y }: Batch) {
      seen.push(turns);
      const right = y.filter((label, row) => x[2 * row] === label && x[2 * row + 1] === -label).length;
      const scores = [new Float32Array(2 * y.length)];
      return { loss: Float64Array.of(y[0]!), accuracy: Float64Array.of(right / y.length), scores };
    },
  } as Pick<Trainer, 'evaluate'> as Trainer;
  const y = Int32Array.from({ length: 600 }, (_, row) => row);
  const x = Float32Array.from({ length: 1200 }, (_, at) => (at % 2 === 0 ? at / 2 : -(at - 1) / 2));
  const parts = [{ x, y }];
  const stream = { next: () => parts.shift(), close: () => undefined };
  let further = 0;
  const { loss, accuracy } = await evaluate(trainer, stream, { classes: 1 }, () => {
    further += 1;
  });
  expect(further).toBe(3);
  expect([...accuracy]).toEqual([1]);
  expect(loss[0]).toBe((0 * 256 + 256 * 256 + 512 * 88) / 600);
  expect(new Set(seen).size).toBe(3);
});

it('ends between two goes when it is told to', async () => {
  let goes = 0;
  const trainer = {
    async evaluate() {
      goes += 1;
      return { loss: Float64Array.of(0), accuracy: Float64Array.of(0), scores: [] };
    },
  } as Pick<Trainer, 'evaluate'> as Trainer;
  const parts = [{ x: new Uint8Array(2000), y: new Int32Array(2000) }];
  const stream = { next: () => parts.shift(), close: () => undefined };
  const stop = evaluate(trainer, stream, { classes: 1 }, () => {
    if (goes === 2) throw new Error('told to stop');
  });
  await expect(stop).rejects.toThrow('told to stop');
  expect(goes).toBe(2);
});
