import type { Chart } from '../charts/draw.ts';
import { drawChart } from '../charts/draw.ts';
import type { Range } from '../charts/range.ts';
import { SMALL_WIDTH } from '../charts/sizes.ts';
import type { Figure } from '../figure.ts';
import { swatch } from '../figure.ts';
import { percent, spread } from '../format.ts';
import type { Group } from '../groups.ts';
import { html } from '../html.ts';
import { foldAccuraciesCsv } from './fold-accuracies.ts';

/**
 * One small plot for each arm, its objective against fold; all span the same number of percentage
 * points.
 */
export async function smallMultiples(groups: readonly Group[]): Promise<Figure> {
  const shown = groups.filter(({ fate }) => fate !== 'absent');
  const extent = Math.max(0.004, ...shown.map(reach)) * 1.15;
  const folds = [...new Set(shown.flatMap(({ completed }) => completed.map(({ fold }) => fold)))].sort(
    (a, b) => a - b,
  );
  const panels = await Promise.all(
    shown.map(async (group) => ({
      heading: html`${swatch(group)}<b>${group.label}</b><span class="note">${percent(group.mean)} ± ${spread(group.stddev)}</span>`,
      svg: await drawChart(foldPlot(group, folds, windowOf(group, extent))),
    })),
  );
  return {
    id: 'figure-folds',
    title: 'Fold by fold',
    panels,
    layout: 'small',
    caption: html`The same values against the fold they were measured on. The line is the mean, the band one standard
deviation on each side. Every plot spans the same ${(extent * 100).toFixed(1)} percentage points, each around its own
values: distances can be compared between plots, heights cannot.`,
    csv: { ...foldAccuraciesCsv(groups), file: 'folds.csv' },
  };
}

function bounds({ completed, mean, stddev }: Group): Range {
  const values = [...completed.map(({ value }) => value), mean! - (stddev ?? 0), mean! + (stddev ?? 0)];
  return [Math.min(...values), Math.max(...values)];
}

function reach(group: Group): number {
  const [low, high] = bounds(group);
  return high - low;
}

function windowOf(group: Group, extent: number): Range {
  const [low, high] = bounds(group);
  const middle = (low + high) / 2;
  return [middle - extent / 2, middle + extent / 2];
}

/** No label where there can be no share: a plot around 100% reaches beyond it. */
const POSSIBLE = "datum.value > 1.000001 || datum.value < -0.000001 ? '' : datum.label";

function foldPlot(group: Group, folds: readonly number[], domain: Range): Chart {
  const margin = { top: 6, right: 8, bottom: 40, left: 48 };
  const scale = { domain, nice: false, zero: false };
  const format = domain[1] - domain[0] > 0.05 ? '.0%' : '.1%';
  const y = {
    field: 'value',
    type: 'quantitative',
    scale,
    axis: { title: null, format, tickCount: 4, labelExpr: POSSIBLE },
  };
  const { mean, stddev, colour, shape, completed } = group;
  return {
    width: SMALL_WIDTH - margin.left - margin.right,
    height: 104,
    margin,
    title: `${group.label}, fold by fold`,
    alternative: `${group.label}: ${completed.map(({ fold, value }) => `fold ${fold} ${percent(value)}`).join(', ')}; mean ${percent(mean)}.`,
    spec: {
      layer: [
        {
          data: { values: [{ low: mean! - (stddev ?? 0), high: mean! + (stddev ?? 0) }] },
          mark: { type: 'rect', color: 'var(--shade)' },
          encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          data: { values: [{ mean }] },
          mark: { type: 'rule', color: 'var(--quiet)' },
          encoding: { y: { ...y, field: 'mean' } },
        },
        {
          data: { values: completed.map(({ fold, value }) => ({ fold, value })) },
          mark: { type: 'point', filled: true, color: colour, shape, size: 56, opacity: 0.9 },
          encoding: {
            y,
            x: {
              field: 'fold',
              type: 'ordinal',
              scale: { domain: folds, padding: 0.5 },
              axis: { title: 'fold', grid: false, labelAngle: 0, domain: false, ticks: false },
            },
          },
        },
      ],
    },
  };
}
