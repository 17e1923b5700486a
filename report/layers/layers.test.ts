import { describe, expect, it } from 'vitest';
import { kerasRun } from '../fixtures/keras-run.ts';
import { withLayers } from '../fixtures/layers.ts';
import { groupsOf } from '../groups.ts';
import { layersHtml } from '../sections/layers.ts';
import { epochsFigure } from './epochs.ts';
import { decades, layerPoints } from './medians.ts';
import { signalFigure } from './signal.ts';

const sampled = withLayers(kerasRun(2));
const groups = groupsOf(sampled.results);

describe('the section about the layers', () => {
  it('is not there when nothing was sampled', async () => {
    const bare = kerasRun(2);
    expect(await layersHtml(groupsOf(bare.results), bare.provenance)).toBeNull();
  });

  it('shows a plot for each initializer and measure, with data for each', async () => {
    const page = (await layersHtml(groups, sampled.provenance))!.text;
    expect(page.match(/<svg class="chart"/g)).toHaveLength(4 * 7);
    for (const file of ['signal', 'gradients', 'dead-units', 'updates'])
      expect(page).toContain(`download="${file}.csv"`);
  });
});

it('puts the signal next to theory, which a convolution of nine inputs and 32 filters has by hand', async () => {
  const { csv } = (await signalFigure(groups, sampled.provenance.study, [28, 28, 1]))!;
  const row = csv.rows.find(([label, layer]) => label === 'he_normal' && layer === 'conv2d_1')!;
  const square = 0.095 + 0.13 ** 2;
  const rectified = 0.5 - 1 / (2 * Math.PI);
  expect(row[2]).toBeCloseTo(0.15, 9);
  expect(row[3]).toBeCloseTo(((9 * 2) / (9 + 9 * 32)) * square * rectified, 6);
  expect(row[4]).toBeCloseTo(2 * square * rectified, 6);
  const bare = (await signalFigure(groups, undefined, undefined))!;
  expect(bare.csv.rows[0]!.slice(3)).toEqual([null, null]);
});

it('takes medians over trials, of what is finite', async () => {
  const he = groups.find(({ label }) => label === 'he_normal')!;
  const points = layerPoints(he, 'gradientNorm').filter(({ layer }) => layer === 'dense_1');
  expect(points.map(({ epoch, value }) => [epoch, value])).toEqual([
    [0, 1.5],
    [1, 0.75],
    [2, 0.5],
  ]);
  const zeros = layerPoints(groups[0]!, 'updateRatio');
  expect(zeros.every(({ value }) => value === null)).toBe(true);
  expect(await epochsFigure([{ ...he, completed: [] }], 'gradientNorm')).toBeNull();
});

it('spans the powers of ten that there are, but no more than can be told apart', () => {
  expect(decades([0, 0.02, 300])).toEqual({ floor: 0.001, top: 1000 });
  expect(decades([1e-300, 5])).toEqual({ floor: 1e-12, top: 10 });
  expect(decades([0, 0])).toEqual({ floor: 0.1, top: 10 });
});
