import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { SMALL_WIDTH } from '../drawing/sizes.ts';
import type { Figure } from '../figure.ts';
import { swatch } from '../figure.ts';
import { type Group, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { figure } from '../wording/numbers.ts';
import { logAxis } from './axis.ts';
import { decades, type LayerPoint, layerPoints, type Measure } from './medians.ts';

/** What is shown against the epochs. */
const SHOWN: Readonly<
  Record<Exclude<Measure, 'variance'>, { title: string; caption: string; file: string; share: boolean }>
> = {
  gradientNorm: {
    title: 'Gradient of each layer, epoch by epoch',
    caption:
      'Norm of the gradient of each layer’s weights, on a logarithmic axis; 0, and what is next to it, stands at its foot.',
    file: 'gradients.csv',
    share: false,
  },
  deadShare: {
    title: 'Dead units of each layer, epoch by epoch',
    caption: 'Share of units that put out 0 for every example looked at.',
    file: 'dead-units.csv',
    share: true,
  },
  updateRatio: {
    title: 'Size of a step against the weights, epoch by epoch',
    caption:
      'Norm of one step’s update of a layer’s weights over the norm of the weights, on a logarithmic axis; 0, and what is next to it, stands at its foot. Weights that are all 0 have no ratio.',
    file: 'updates.csv',
    share: false,
  },
};

/** Lines are told apart by their strokes; the first layer's is whole. */
const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 2, 2, 2],
  [12, 3],
  [1, 4],
];
const WORDS = ['whole', 'dashed', 'dotted', 'dash and dot', 'long dashes', 'wide dots'];

/**
 * One small plot for each group, a line for each layer, against the epochs; null where fewer than two moments
 * were sampled.
 */
export async function epochsFigure(
  groups: readonly Group[],
  measure: keyof typeof SHOWN,
): Promise<Figure | null> {
  const measured = groups.map((group) => ({ group, points: layerPoints(group, measure) }));
  const shown = measured.filter(({ points }) => points.length > 0);
  const epochs = [...new Set(shown.flatMap(({ points }) => points.map(({ epoch }) => epoch)))];
  if (epochs.length < 2) return null;
  const layers = [...new Set(shown.flatMap(({ points }) => points.map(({ layer }) => layer)))].slice(
    0,
    DASHES.length,
  );
  const { title, caption, file, share } = SHOWN[measure];
  const range = decades(shown.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const panels = await Promise.all(
    shown.map(async ({ group, points }) => ({
      heading: html`${swatch(group)}<b>${group.label}</b>`,
      svg: await drawChart(chart(group, points, { layers, share, range, last: Math.max(...epochs), title })),
    })),
  );
  return {
    id: `figure-${file.replace('.csv', '')}`,
    title,
    panels,
    layout: 'small',
    caption: html`${caption} Median over the trials; epoch 0 is before the first step. ${layers
      .map((layer, index) => `${layer}: ${WORDS[index]}`)
      .join('; ')}.`,
    csv: {
      file,
      columns: [
        wordsOf(groups).column,
        'epoch',
        'layer',
        measure.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`),
      ],
      rows: shown.flatMap(({ group, points }) =>
        points.map(({ epoch, layer, value }) => [group.label, epoch, layer, value]),
      ),
    },
  };
}

interface Frame {
  readonly layers: readonly string[];
  readonly share: boolean;
  readonly range: { readonly floor: number; readonly top: number };
  readonly last: number;
  readonly title: string;
}

function chart(
  group: Group,
  points: readonly LayerPoint[],
  { layers, share, range, last, title }: Frame,
): Chart {
  const margin = { top: 6, right: 10, bottom: 40, left: 42 };
  const rows = points.flatMap(({ epoch, layer, value }) => {
    const place = layers.indexOf(layer);
    if (value === null || place < 0) return [];
    return [
      {
        epoch,
        layer: `l${place}`,
        dash: DASHES[place]!,
        value: share ? value : Math.max(range.floor, value),
      },
    ];
  });
  const percentages = {
    scale: { domain: [0, 1], nice: false },
    axis: { title: null, format: '.0%', values: [0, 0.5, 1] },
  };
  const y = { field: 'value', type: 'quantitative', ...(share ? percentages : logAxis(range)) };
  const x = {
    field: 'epoch',
    type: 'quantitative',
    scale: { domain: [0, last], nice: false, padding: 4 },
    axis: { title: 'epoch', grid: false, tickMinStep: 1, tickCount: Math.min(last, 5), format: 'd' },
  };
  const look = { detail: { field: 'layer' } };
  return {
    width: SMALL_WIDTH - margin.left - margin.right,
    height: 104,
    margin,
    title: `${group.label}: ${title.toLowerCase()}`,
    alternative: `${group.label}, last value: ${layers.map((layer) => `${layer} ${said(points, layer)}`).join(', ')}.`,
    spec: {
      data: { values: rows },
      layer: [
        {
          mark: { type: 'line', color: group.colour, strokeWidth: 1.6, clip: true },
          encoding: { x, y, ...look, strokeDash: { field: 'dash', scale: null, type: 'nominal' } },
        },
        {
          mark: {
            type: 'point',
            filled: true,
            color: group.colour,
            shape: group.shape,
            size: 22,
            opacity: 1,
          },
          encoding: { x, y },
        },
      ],
    },
  };
}

function said(points: readonly LayerPoint[], layer: string): string {
  const last = points.filter((point) => point.layer === layer).at(-1)?.value;
  return last === null || last === undefined ? 'no finite value' : figure(Number(last.toPrecision(3)));
}
