import type { Metric } from '../../proto/metrics.ts';
import type { CsvTable } from '../csv.ts';
import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { FULL, rangeOf, tickFormat } from '../drawing/range.ts';
import { PANEL_WIDTH } from '../drawing/sizes.ts';
import type { Figure, Panel } from '../figure.ts';
import { legendOf } from '../figure.ts';
import { capitalised, type Group, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { curveOf, epochsOf, epochsOfTrial } from './curves.ts';

/** Panels of other metrics than the objective: programs may report many. */
const MOST_OTHERS = 8;

/**
 * The objective against epoch, and each other metric that is no share; null when there are not two epochs to
 * draw a line between.
 */
export async function learningCurves(groups: readonly Group[]): Promise<Figure | null> {
  const shown = groups.filter(({ fate }) => fate !== 'absent');
  if (epochsOf(shown) < 2) return null;
  const learners = shown.filter(({ fate }) => fate === 'learned');
  const { objective, metrics } = shown[0]!;
  const plain = metrics.filter(({ name, scale }) => scale === 'plain' && name !== objective.name);
  const all = { groups: shown, of: `all ${wordsOf(groups).many}` };
  const some = { groups: learners, of: 'those that learned' };
  const divided = learners.length > 0 && learners.length < shown.length;
  const panels: Panel[] = [
    await panel(objective, all, 'whole'),
    ...(learners.length > 0 ? [await panel(objective, some, 'near')] : []),
  ];
  for (const metric of plain.slice(0, MOST_OTHERS))
    panels.push(await panel(metric, all, isPositive(metric, shown) ? 'log' : 'near'));
  return {
    id: 'figure-learning-curves',
    title: 'Learning curves',
    legend: legendOf(shown),
    panels,
    layout: 'pair',
    caption: html`Means over ${groups[0]!.folds ? 'folds and seeds' : 'seeds'}, after each epoch. ${
      divided && html`Dashed: ${wordsOf(groups).many} that failed to learn in some or all of their trials. `
    }${
      shown.some((group) => isShorter(group, shown)) &&
      html`A ring is the end of a curve of fewer epochs: what differs in epochs alone is the same up to there. `
    }A value that is not finite, or 0 on a logarithmic axis, has no point.`,
    csv: learningCurvesCsv(shown),
  };
}

/** Whether a metric can stand on a logarithmic axis: a loss, and not a difference. */
function isPositive({ name }: Metric, groups: readonly Group[]): boolean {
  return groups.every(({ completed }) =>
    completed.every(({ history }) => (history[name] ?? []).every((value) => value === null || value >= 0)),
  );
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
          trial.arm,
          trial.fold,
          trial.seed,
          index + 1,
          ...names.map((name) => trial.history[name]?.[index] ?? null),
        ]),
      ),
    ),
  };
}

/** Whether a group trained for fewer epochs than another. */
const isShorter = (group: Group, groups: readonly Group[]) => epochsOf([group]) < epochsOf(groups);

type AxisKind = 'whole' | 'near' | 'log';

async function panel(
  metric: Metric,
  { groups, of }: { groups: readonly Group[]; of: string },
  kind: AxisKind,
): Promise<Panel> {
  const whole = metric.scale === 'share' ? 'from 0% to 100%' : 'all values';
  const note = { whole, near: 'axis does not start at 0', log: 'logarithmic axis' }[kind];
  return {
    heading: html`<b>${capitalised(metric.title)}</b>, ${of} <span class="note">${note}</span>`,
    svg: await drawChart(curves(metric, groups, kind)),
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

function pointsOf(group: Group, { name }: Metric, kind: AxisKind): Point[] {
  const { key, colour, shape, fate } = group;
  const dash = fate === 'learned' ? [1, 0] : [4, 3];
  return curveOf(group, name).flatMap(({ epoch, mean }) =>
    mean === null || (kind === 'log' && mean <= 0) ? [] : [{ key, colour, shape, dash, epoch, mean }],
  );
}

function curves(metric: Metric, groups: readonly Group[], kind: AxisKind): Chart {
  const name = capitalised(metric.title);
  // What differs in epochs alone has the same values: the shorter curve lies on the longer, and is seen.
  const longestFirst = [...groups].sort((a, b) => epochsOf([b]) - epochsOf([a]));
  const values = longestFirst.flatMap((group) => pointsOf(group, metric, kind));
  const ends = longestFirst.flatMap((group) =>
    isShorter(group, groups) ? pointsOf(group, metric, kind).slice(-1) : [],
  );
  const margin = { top: 8, right: 14, bottom: 42, left: 50 };
  const y = { field: 'mean', type: 'quantitative', ...yAxis(metric, values, kind) };
  const last = epochsOf(groups);
  const x = {
    field: 'epoch',
    type: 'quantitative',
    scale: { domain: [1, last], nice: false, zero: false, padding: 6 },
    axis: { title: 'epoch', grid: false, tickMinStep: 1, tickCount: Math.min(last, 10), format: 'd' },
  };
  return {
    width: PANEL_WIDTH - margin.left - margin.right,
    height: 210,
    margin,
    title: `${name} against epoch`,
    alternative: `${name} against epoch, first and last value of each mean curve: ${groups
      .map(
        ({ key, label }) =>
          `${label} ${endsText(
            values.filter((point) => point.key === key),
            metric,
          )}`,
      )
      .join('; ')}.`,
    spec: {
      data: { values },
      layer: curveLayers(x, y, ends),
    },
  };
}

/** Lines with their points; `ends`: where curves end before others do, each in a ring. */
function curveLayers(x: object, y: object, ends: readonly Point[]): object[] {
  const look = { color: { field: 'colour', scale: null, type: 'nominal' } };
  return [
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
    ...(ends.length > 0
      ? [
          {
            data: { values: ends },
            mark: {
              type: 'point',
              filled: false,
              shape: 'circle',
              size: 150,
              strokeWidth: 1.6,
              opacity: 1,
            },
            encoding: { x, y, ...look },
          },
        ]
      : []),
  ];
}

function yAxis({ scale }: Metric, values: readonly Point[], kind: AxisKind): object {
  const means = values.map(({ mean }) => mean);
  if (kind === 'log') {
    return {
      scale: { type: 'log', nice: true },
      axis: { title: null, format: '~g', values: powersOfTen(means) },
    };
  }
  const bounds = scale === 'share' ? FULL : ([0, Number.MAX_VALUE] as const);
  const full = scale === 'share' || means.length === 0 ? FULL : ([0, Math.max(...means) * 1.05] as const);
  const domain = kind === 'whole' || means.length === 0 ? full : rangeOf(means, bounds);
  const format = tickFormat(domain, scale);
  return { scale: { domain, nice: false, zero: false }, axis: { title: null, format, tickCount: 5 } };
}

/**
 * 0.01, 0.1, 1, …: from the power below the least value to that above the greatest; 1 where there is no
 * value.
 */
function powersOfTen(values: readonly number[]): number[] {
  if (values.length === 0) return [1];
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}

function endsText(points: readonly Point[], { scale }: Metric): string {
  const say = (value: number) => (scale === 'share' ? `${(value * 100).toFixed(2)}%` : value.toPrecision(3));
  const first = points[0];
  const last = points.at(-1);
  return first && last ? `${say(first.mean)} to ${say(last.mean)}` : 'no finite value';
}
