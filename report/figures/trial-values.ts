import type { CsvTable } from '../csv.ts';
import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { type Range, tickFormat, wholeScale, zoomOf } from '../drawing/range.ts';
import { PANEL_WIDTH } from '../drawing/sizes.ts';
import type { Figure, Panel } from '../figure.ts';
import { enumerate, percent } from '../format.ts';
import { capitalised, chanceOf, type Group, titleOf, valueUnit, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { wholeHeading } from './headings.ts';
import { rowLabels, rowMargin, rowPosition, rowsHeight, wholeLabels } from './rows.ts';

/**
 * Every trial's objective as a dot, one line for each arm, with mean and standard deviation under the
 * dots.
 */
export async function trialValues(groups: readonly Group[]): Promise<Figure> {
  const shown = groups.filter(({ fate }) => fate !== 'absent');
  const zoom = zoomOf(shown);
  const chance = chanceOf(shown);
  const whole = wholeScale(shown);
  const { rough } = valueUnit(groups);
  const panels: Panel[] = [
    {
      heading: wholeHeading(groups),
      svg: await drawChart(stripPlot(shown, whole, chance, shown.length)),
    },
  ];
  if (zoom) {
    const [low, high] = zoom.range;
    panels.push({
      heading: `Zoomed in: ${rough(low)} to ${rough(high)} only`,
      svg: await drawChart(stripPlot(zoom.groups, zoom.range, null, shown.length)),
    });
  }
  return {
    id: 'figure-trial-values',
    title: `${capitalised(titleOf(groups))} of every trial`,
    panels,
    layout: panels.length > 1 ? 'pair' : 'single',
    caption: caption(shown, zoom?.groups ?? null, chance),
    csv: trialValuesCsv(groups),
  };
}

function caption(shown: readonly Group[], zoomed: readonly Group[] | null, chance: number | null) {
  const left = zoomed ? shown.filter((group) => !zoomed.includes(group)).map(({ label }) => label) : [];
  return html`Each mark is the ${titleOf(shown)} of one trial after its last epoch. The dark line below the marks is the
mean ± one standard deviation: how far the trials of one ${wordsOf(shown).one} lie apart, not how sure its mean is${valueUnit(shown).scale === 100 && ' (pp: percentage points)'}.
${chance !== null && html`The dashed line is what guessing the commonest class reaches, ${percent(chance)}.`}
${zoomed && html`The second panel magnifies the narrow stretch in which the others lie; its axis does not start at 0.`}
${left.length > 0 && html`Not in it, because they failed to learn in some or all of their trials: ${enumerate(left)}.`}`;
}

/** The data of the figure: one row for each completed trial, in the order of the results. Pure. */
export function trialValuesCsv(groups: readonly Group[]): CsvTable {
  return {
    file: 'trial-values.csv',
    columns: [wordsOf(groups).column, 'fold', 'seed', groups[0]?.objective.name ?? 'value'],
    rows: groups.flatMap(({ completed }) =>
      completed.map(({ arm, fold, seed, value }) => [arm, fold, seed, value]),
    ),
  };
}

function stripPlot(groups: readonly Group[], range: Range, chance: number | null, beside: number): Chart {
  const margin = rowMargin(groups);
  const y = rowPosition(groups);
  const { value: say, rough } = valueUnit(groups);
  const scale = { domain: range, nice: false, zero: false };
  const axis = {
    format: tickFormat(range, groups[0]?.objective.scale),
    tickCount: 4,
    title: titleOf(groups),
  };
  const x = { field: 'value', type: 'quantitative', scale, axis };
  return {
    width: PANEL_WIDTH - margin.left - margin.right,
    height: rowsHeight(groups.length, beside),
    margin,
    whole: wholeLabels(groups),
    title: `${capitalised(titleOf(groups))} of every trial`,
    alternative: `Strip plot of ${titleOf(groups)} from ${rough(range[0])} to ${rough(range[1])}. ${groups
      .map(({ label, completed }) => `${label}: ${completed.map(({ value }) => say(value)).join(', ')}`)
      .join('. ')}.`,
    spec: {
      layer: [
        ...(chance === null ? [] : [chanceLine(chance, scale)]),
        rowLabels(groups, y),
        ...spreads(groups, y, scale),
        {
          data: { values: groups.flatMap(marksOf) },
          mark: { type: 'point', filled: true, opacity: 0.85, size: 62, yOffset: -5 },
          encoding: {
            x,
            y,
            color: { field: 'colour', scale: null, legend: null, type: 'nominal' },
            shape: { field: 'shape', scale: null, legend: null, type: 'nominal' },
          },
        },
      ],
    },
  };
}

function marksOf({ key, colour, shape, completed }: Group): object[] {
  return completed.map(({ value }) => ({ key, colour, shape, value }));
}

function spreads(groups: readonly Group[], y: object, scale: object): object[] {
  const values = groups.map(({ key, mean, stddev }) => ({
    key,
    mean,
    low: mean! - (stddev ?? 0),
    high: mean! + (stddev ?? 0),
  }));
  const x = (field: string) => ({ field, type: 'quantitative', scale });
  return [
    {
      data: { values },
      mark: { type: 'rule', color: 'var(--text)', strokeWidth: 1.5, yOffset: 8 },
      encoding: { y, x: x('low'), x2: { field: 'high' } },
    },
    {
      data: { values },
      mark: { type: 'tick', color: 'var(--text)', thickness: 2, size: 9, yOffset: 8 },
      encoding: { y, x: x('mean') },
    },
  ];
}

function chanceLine(chance: number, scale: object): object {
  return {
    data: { values: [{ chance }] },
    mark: { type: 'rule', color: 'var(--quiet)', strokeDash: [3, 3] },
    encoding: { x: { field: 'chance', type: 'quantitative', scale } },
  };
}
