import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Dataset } from './dataset.ts';
import { MomentsGatherer } from './moments.ts';
import { inOwnUnit, type Preparation, preparedTarget, prepareFold, writePrepared } from './preparation.ts';

const about = { name: 'd', scale: 1, sha256: '', licence: '', classes: 1, task: 'regression' } as const;
const train = Uint32Array.of(0, 1, 3, 4);

/** Five examples of three features, of which the second is missing in two. */
const table: Dataset = {
  ...about,
  examples: 5,
  shape: [3],
  x: Float32Array.of(1, 10, 7, 2, Number.NaN, 7, 300, 999, 7, 4, 40, 7, 5, Number.NaN, 7),
  y: Float32Array.of(1, 2, 1000, 4, 5),
  gaps: [1],
  normalize: 'inputs-and-targets',
};

function prepared(preparation: Preparation, row: number): number[] {
  const to = new Float32Array(3);
  writePrepared(preparation, table.x.subarray(3 * row, 3 * row + 3), to, 0);
  return [...to];
}

it('fills and normalises by the training examples alone, as SimpleImputer(median) and StandardScaler do', () => {
  // make_pipeline(SimpleImputer(strategy="median"), StandardScaler()).fit(x[train]).transform(x) of
  // scikit-learn 1.3.2; the third column is constant.
  const preparation = prepareFold(table, { train });
  expect(preparation.fill).toEqual(new Map([[1, 25]]));
  const expected = [
    [-1.2649110640673518, -Math.SQRT2, 0],
    [-0.6324555320336759, 0, 0],
    [187.83929301400173, 91.82960065009297, 0],
  ];
  for (const row of [0, 1])
    for (const [feature, value] of prepared(preparation, row).entries())
      expect(value).toBeCloseTo(expected[row]![feature]!, 6);
  expect(preparation.targets!.mean).toEqual(Float64Array.of(3));
  expect(preparedTarget(preparation, 0, 5)).toBeCloseTo(2 / Math.sqrt(2.5), 14);
  // What validates has no say.
  const other = { ...table, x: table.x.slice(), y: table.y.slice() };
  other.x.fill(-5, 6, 9);
  other.y[2] = -1;
  expect(prepareFold(other, { train })).toEqual(preparation);
});

it('turns predictions back into the unit of the targets', () => {
  const preparation = prepareFold(table, { train });
  const trained = Float32Array.from([1, 2, 4, 5], (value) => preparedTarget(preparation, 0, value));
  for (const [at, value] of Array.from(inOwnUnit(preparation.targets, trained)).entries())
    expect(value).toBeCloseTo([1, 2, 4, 5][at]!, 5);
});

it('fills alone where nothing is to be normalised, and with 0 what no training example has', () => {
  const { normalize: _, ...plain } = table;
  const preparation = prepareFold(plain, { train: Uint32Array.of(1, 4) });
  expect(preparation).toEqual({ fill: new Map([[1, 0]]) });
  expect(prepared(preparation, 4)).toEqual([5, 0, 7]);
});

it('normalises the channels of images, whose bytes are summed exactly', () => {
  const x = Uint8Array.from({ length: 2 * 12 }, (_, at) => (at * 37) % 256);
  const dataset: Dataset = {
    ...{ name: 'i', scale: 1, sha256: '', licence: '', classes: 2 },
    ...{ examples: 2, shape: [2, 2, 3], x, y: Uint8Array.of(0, 1), normalize: 'inputs' },
  };
  const { inputs, targets } = prepareFold(dataset, { train: Uint32Array.of(0, 1) });
  expect(targets).toBeUndefined();
  for (const channel of [0, 1, 2]) {
    const own = [...x].filter((_, at) => at % 3 === channel);
    const mean = own.reduce((sum, value) => sum + value, 0) / 8;
    expect(inputs!.mean[channel]).toBe(mean);
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8;
    expect(inputs!.deviation[channel]).toBeCloseTo(Math.sqrt(variance), 10);
  }
});

it('loses nothing where values are large and alike, and the first is far away', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 80 }),
      fc.constantFrom(0, 1e3, 1e6),
      (values, offset) => {
        const gatherer = new MomentsGatherer(1, false);
        const all = [1e4, ...values.map((value) => Math.fround(value) + offset)];
        for (const value of all) gatherer.add([value]);
        const mean = all.reduce((sum, value) => sum + value / all.length, 0);
        const variance = all.reduce((sum, value) => sum + (value - mean) ** 2 / all.length, 0);
        const found = gatherer.moments();
        expect(Math.abs(found.mean[0]! / mean - 1)).toBeLessThan(1e-12);
        expect(Math.abs(found.deviation[0]! / Math.sqrt(variance) - 1)).toBeLessThan(1e-11);
      },
    ),
  );
});
