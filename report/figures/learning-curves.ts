import type { Chart } from '../charts/draw.ts';
import { drawChart } from '../charts/draw.ts';
import { FULL, rangeOf, tickFormat } from '../charts/range.ts';
import { PANEL_WIDTH } from '../charts/sizes.ts';
import type { CsvTable } from '../csv.ts';
import type { Figure, Panel } from '../figure.ts';
import { legendOf } from '../figure.ts';
import { type Group, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { curveOf, epochsOf, epochsOfTrial, type Measure } from './curves.ts';

/** Accuracy and losses against epoch; null when there are not two epochs to draw a line between. */
export async function learningCurves(groups: readonly Group[]): Promise<Figure | null> {
  const shown = groups.filter(({ fate }) => fate !== 'absent');
  if (epochsOf(shown) < 2) return null;
  const learners = shown.filter(({ fate }) => fate === 'learned');
  const all = { groups: shown, of: `all ${wordsOf(groups).many}` };
  const some = { groups: learners, of: 'those that learned' };
  const divided = learners.length > 0 && learners.length < shown.length;
  const panels: Panel[] = [
    await panel('Validation accuracy', 'accuracy', all, 'whole'),
    ...(learners.length > 0 ? [await panel('Validation accuracy', 'accuracy', some, 'near')] : []),
    await panel('Training loss', 'train_loss', all, 'log'),
    ...(learners.length > 0 ? [await panel('Validation loss', 'loss', some, 'near')] : []),
  ];
  return {
    id: 'figure-learning-curves',
    title: 'Learning curves',
    legend: legendOf(shown),
    panels,
    layout: 'pair',
    caption: html`Means over folds and seeds, after each epoch. ${
      divided && html`Dashed: ${wordsOf(groups).many} that did not learn in every trial. `
    }The training loss is drawn on a logarithmic axis; a loss that is not finite, or 0 on that axis, has no point.`,
    csv: learningCurvesCsv(shown),
  };
}

/** The data of the figure: every trial after every epoch, from which the means were taken. Pure. */
export function learningCurvesCsv(groups: readonly Group[]): CsvTable {
  const names = groups[0]?.metrics.map(({ name }) => name) ?? [];
  return {
    file: 'learning-curves.csv',
    columns: [wordsOf(groups).column, 'fold', 'seed', 'epoch', ...names],
    rows: groups.flatMap(({ completed }) =>
      completed.flatMap((trial) =>
        Array.from({ length: epochsOfTrial(trial) }, (_, index) => [
          trial.initializer,
          trial.fold,
          trial.seed,
          index + 1,
          ...names.map((name) => trial.history[name]?.[index] ?? null),
        ]),
      ),
    ),
  };
}

type AxisKind = 'whole' | 'near' | 'log';

async function panel(
  name: string,
  measure: Measure,
  { groups, of }: { groups: readonly Group[]; of: string },
  kind: AxisKind,
): Promise<Panel> {
  const note = { whole: 'from 0% to 100%', near: 'axis does not start at 0', log: 'logarithmic axis' }[kind];
  return {
    heading: html`<b>${name}</b>, ${of} <span class="note">${note}</span>`,
    svg: await drawChart(curves(name, measure, groups, kind)),
  };
}

interface Point {
  readonly key: string;
  readonly colour: string;
  readonly shape: string;
  readonly dash: readonly number[];
  readonly epoch: number;
  readonly mean: number;
}

function pointsOf(group: Group, measure: Measure, kind: AxisKind): Point[] {
  const { key, colour, shape, fate } = group;
  const dash = fate === 'learned' ? [1, 0] : [4, 3];
  return curveOf(group, measure).flatMap(({ epoch, mean }) =>
    mean === null || (kind === 'log' && mean <= 0) ? [] : [{ key, colour, shape, dash, epoch, mean }],
  );
}

function curves(name: string, measure: Measure, groups: readonly Group[], kind: AxisKind): Chart {
  const values = groups.flatMap((group) => pointsOf(group, measure, kind));
  const margin = { top: 8, right: 14, bottom: 42, left: 50 };
  const y = { field: 'mean', type: 'quantitative', ...yAxis(measure, values, kind) };
  const last = epochsOf(groups);
  const x = {
    field: 'epoch',
    type: 'quantitative',
    scale: { domain: [1, last], nice: false, zero: false, padding: 6 },
    axis: { title: 'epoch', grid: false, tickMinStep: 1, tickCount: Math.min(last, 10), format: 'd' },
  };
  const look = { color: { field: 'colour', scale: null, type: 'nominal' } };
  return {
    width: PANEL_WIDTH - margin.left - margin.right,
    height: 210,
    margin,
    title: `${name} against epoch`,
    alternative: `${name} against epoch, first and last value of each mean curve: ${groups
      .map(
        ({ key, label }) =>
          `${label} ${ends(
            values.filter((point) => point.key === key),
            measure,
          )}`,
      )
      .join('; ')}.`,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'line', strokeWidth: 1.6 },
          encoding: {
            x,
            y,
            ...look,
            detail: { field: 'key' },
            strokeDash: { field: 'dash', scale: null, type: 'nominal' },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 34, opacity: 1 },
          encoding: { x, y, ...look, shape: { field: 'shape', scale: null, type: 'nominal' } },
        },
      ],
    },
  };
}

function yAxis(measure: Measure, values: readonly Point[], kind: AxisKind): object {
  const means = values.map(({ mean }) => mean);
  if (kind === 'log') {
    return {
      scale: { type: 'log', nice: true },
      axis: { title: null, format: '~g', values: powersOfTen(means) },
    };
  }
  const bounds = measure === 'accuracy' ? FULL : ([0, Number.MAX_VALUE] as const);
  const domain = kind === 'whole' || means.length === 0 ? FULL : rangeOf(means, bounds);
  const format = measure === 'accuracy' ? tickFormat(domain) : '~g';
  return { scale: { domain, nice: false, zero: false }, axis: { title: null, format, tickCount: 5 } };
}

/** 0.01, 0.1, 1, …: from the power below the least value to that above the greatest; 1 where there is no value. */
function powersOfTen(values: readonly number[]): number[] {
  if (values.length === 0) return [1];
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}

function ends(points: readonly Point[], measure: Measure): string {
  const say = (value: number) =>
    measure === 'accuracy' ? `${(value * 100).toFixed(2)}%` : value.toPrecision(3);
  const first = points[0];
  const last = points.at(-1);
  return first && last ? `${say(first.mean)} to ${say(last.mean)}` : 'no finite value';
}
