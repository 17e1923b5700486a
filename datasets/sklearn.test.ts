import { expect, it } from 'vitest';
import type { Dataset } from './dataset.ts';
import { describeDataset, loadDataset } from './load.ts';

const load = (name: 'digits' | 'wine' | 'breast-cancer' | 'diabetes', examples?: number) =>
  loadDataset({ kind: 'named', name, ...(examples === undefined ? {} : { examples }) });

/** Figures of scikit-learn 1.3.2: x.sum(), and of y the number of each class, or the sum. */
it.each([
  { name: 'digits', sum: 561_718, counts: [178, 182, 177, 183, 181, 182, 181, 179, 174, 180] },
  { name: 'wine', sum: 159_975.295999, counts: [59, 71, 48] },
  { name: 'breast-cancer', sum: 1_056_474.4596356, counts: [212, 357] },
] as const)('$name is the one of scikit-learn', async ({ name, sum, counts }) => {
  const dataset = await load(name);
  expect(Math.abs(total(dataset) / sum - 1)).toBeLessThan(1e-7);
  expect(counts.map((_, label) => dataset.y.filter((own) => own === label).length)).toEqual(counts);
  const { examples, shape, classes } = dataset;
  expect(await describeDataset({ kind: 'named', name })).toEqual({ examples, shape, classes });
  expect(dataset.x.length).toBe(examples * shape.reduce((product, length) => product * length, 1));
});

it('diabetes is a regression on standardised columns', async () => {
  const dataset = await load('diabetes');
  expect([dataset.task, dataset.classes, dataset.examples]).toEqual(['regression', 1, 442]);
  expect(dataset.y).toBeInstanceOf(Float32Array);
  expect([...dataset.y.subarray(0, 5)]).toEqual([151, 75, 141, 206, 135]);
  // Of each column the squares sum to 1.
  for (let column = 0; column < 10; column++) {
    let squares = 0;
    for (let row = 0; row < 442; row++) squares += dataset.x[10 * row + column]! ** 2;
    expect(squares).toBeCloseTo(1, 5);
  }
});

it('keeps the first examples, and names other content otherwise', async () => {
  const [whole, first] = [await load('digits'), await load('digits', 10)];
  expect([first.examples, first.x.length, [...first.y]]).toEqual([10, 640, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  expect([...first.x]).toEqual([...whole.x.subarray(0, 640)]);
  expect(first.sha256).not.toBe(whole.sha256);
});

function total({ x }: Dataset): number {
  let sum = 0;
  for (const value of x) sum += value;
  return sum;
}
