import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { type Range, tickFormat, wholeScale } from '../drawing/range.ts';
import { SMALL_WIDTH } from '../drawing/sizes.ts';
import type { Figure } from '../figure.ts';
import { swatch } from '../figure.ts';
import { type Group, valueUnit } from '../groups.ts';
import { html } from '../html.ts';
import type { Unit } from '../wording/unit.ts';
import { trialValuesCsv } from './trial-values.ts';

/**
 * One small plot for each arm, its objective against fold; all span the same range.
 */
export async function smallMultiples(groups: readonly Group[]): Promise<Figure> {
  const shown = groups.filter(({ fate }) => fate !== 'absent');
  const unit = valueUnit(shown);
  const [low, high] = wholeScale(shown);
  const extent = Math.max(0.004 * (high - low), ...shown.map(reach)) * 1.15;
  const folds = [...new Set(shown.flatMap(({ completed }) => completed.map(({ fold }) => fold)))].sort(
    (a, b) => a - b,
  );
  const panels = await Promise.all(
    shown.map(async (group) => ({
      heading: html`${swatch(group)}<b>${group.label}</b><span class="note">${unit.value(group.mean!)} ± ${unit.spread(group.stddev)}</span>`,
      svg: await drawChart(foldPlot(group, folds, windowOf(group, extent))),
    })),
  );
  return {
    id: 'figure-folds',
    title: 'Fold by fold',
    panels,
    layout: 'small',
    caption: html`The same values against the fold they were measured on. The line is the mean, the band one standard
deviation on each side. Every plot spans the same ${spanText(extent, unit)}, each around its own
values: distances can be compared between plots, heights cannot.`,
    csv: { ...trialValuesCsv(groups), file: 'folds.csv' },
  };
}

/** `12.5 percentage points`, `0.25`. */
function spanText(extent: number, { scale, differences, rough }: Unit): string {
  return scale === 100 ? `${(extent * 100).toFixed(1)} ${differences}` : rough(extent);
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

/** No label where there can be no value: a plot around 100% reaches beyond it. */
function possible({ least, most }: Group['objective']): string {
  const tests = [
    ...(most === undefined ? [] : [`datum.value > ${most + 1e-6}`]),
    ...(least === undefined ? [] : [`datum.value < ${least - 1e-6}`]),
  ];
  return tests.length === 0 ? 'datum.label' : `${tests.join(' || ')} ? '' : datum.label`;
}

function foldPlot(group: Group, folds: readonly number[], domain: Range): Chart {
  const margin = { top: 6, right: 8, bottom: 40, left: 48 };
  const scale = { domain, nice: false, zero: false };
  const { objective } = group;
  const { value: say } = valueUnit([group]);
  const wide = domain[1] - domain[0] > 0.05 ? '.0%' : '.1%';
  const format = objective.scale === 'share' ? wide : tickFormat(domain, objective.scale);
  const y = {
    field: 'value',
    type: 'quantitative',
    scale,
    axis: { title: null, format, tickCount: 4, labelExpr: possible(objective) },
  };
  const { mean, stddev, colour, shape, completed } = group;
  return {
    width: SMALL_WIDTH - margin.left - margin.right,
    height: 104,
    margin,
    title: `${group.label}, fold by fold`,
    alternative: `${group.label}: ${completed.map(({ fold, value }) => `fold ${fold} ${say(value)}`).join(', ')}; mean ${say(mean!)}.`,
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
