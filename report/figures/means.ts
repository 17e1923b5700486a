import type { Chart } from '../drawing/draw.ts';
import { drawChart } from '../drawing/draw.ts';
import { type Range, tickFormat, wholeScale, zoomOf } from '../drawing/range.ts';
import { PANEL_WIDTH } from '../drawing/sizes.ts';
import type { Figure, Panel } from '../figure.ts';
import { type Group, ranked, titleOf, valueUnit, wordsOf } from '../groups.ts';
import { html } from '../html.ts';
import { wholeHeading } from './headings.ts';
import { rowLabels, rowMargin, rowPosition, rowsHeight, wholeLabels } from './rows.ts';

/**
 * Mean of the objective of each arm, best first: bars on the whole scale, and the learners magnified
 * with their spread.
 */
export async function means(groups: readonly Group[]): Promise<Figure> {
  const order = ranked(groups);
  const zoom = zoomOf(order);
  const title = titleOf(groups);
  const { rough } = valueUnit(groups);
  const panels: Panel[] = [{ heading: wholeHeading(groups), svg: await drawChart(bars(order)) }];
  if (zoom) {
    const [low, high] = zoom.range;
    panels.push({
      heading: `Zoomed in: ${rough(low)} to ${rough(high)} only`,
      svg: await drawChart(meansMagnified(zoom.groups, zoom.range, order.length)),
    });
  }
  return {
    id: 'figure-means',
    title: `Mean ${title}, best first`,
    panels,
    layout: panels.length > 1 ? 'pair' : 'single',
    caption: html`Mean ${title} over ${groups[0]!.folds ? 'folds and seeds' : 'seeds'}; the thin line is ± one standard deviation of the trials.
${zoom && html`The second panel shows only the ${wordsOf(groups).many} that learned in every trial, and its axis does not start at 0.`}`,
    csv: {
      file: 'means.csv',
      columns: [wordsOf(groups).column, `mean_${groups[0]?.objective.name}`, 'stddev', 'trials'],
      rows: order.map(({ label, mean, stddev, completed }) => [label, mean, stddev, completed.length]),
    },
  };
}

function describe(groups: readonly Group[]): string {
  const { value, spread } = valueUnit(groups);
  return groups
    .map(
      ({ label, mean, stddev }) => `${label} ${value(mean!)}${stddev === null ? '' : ` ± ${spread(stddev)}`}`,
    )
    .join('; ');
}

const quantitative = (title: string, range: Range, axis: object) => (field: string) => ({
  field,
  type: 'quantitative',
  scale: { domain: range, nice: false, zero: false },
  axis: { ...axis, title: `mean ${title}` },
});

const rowsOf = (groups: readonly Group[], say: (value: number) => string) =>
  groups.map(({ key, colour, shape, mean, stddev }) => ({
    key,
    colour,
    shape,
    mean,
    low: mean! - (stddev ?? 0),
    high: mean! + (stddev ?? 0),
    text: say(mean!),
  }));

function bars(groups: readonly Group[]): Chart {
  const margin = rowMargin(groups, 58);
  const whole = wholeScale(groups);
  const y = rowPosition(groups);
  const x = quantitative(titleOf(groups), whole, {
    format: tickFormat(whole, groups[0]?.objective.scale),
    tickCount: 4,
  });
  const values = rowsOf(groups, valueUnit(groups).rough);
  return {
    width: PANEL_WIDTH - margin.left - margin.right,
    height: rowsHeight(groups.length),
    margin,
    whole: wholeLabels(groups),
    title: `Mean ${titleOf(groups)} on the whole scale`,
    alternative: `Bar chart of mean ${titleOf(groups)}, best first: ${describe(groups)}.`,
    spec: {
      data: { values },
      layer: [
        rowLabels(groups, y),
        {
          mark: { type: 'bar', height: 18 },
          encoding: {
            y,
            x: x('mean'),
            color: { field: 'colour', scale: null, type: 'nominal' },
          },
        },
        {
          mark: { type: 'rule', color: 'var(--text)' },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          mark: { type: 'text', align: 'left', baseline: 'middle', dx: 7 },
          encoding: { y, x: x('high'), text: { field: 'text' } },
        },
      ],
    },
  };
}

function meansMagnified(groups: readonly Group[], range: Range, beside: number): Chart {
  const { rough } = valueUnit(groups);
  const margin = rowMargin(groups, 22);
  const y = rowPosition(groups);
  const x = quantitative(titleOf(groups), range, {
    format: tickFormat(range, groups[0]?.objective.scale),
    tickCount: 4,
  });
  const values = rowsOf(groups, valueUnit(groups).value);
  return {
    width: PANEL_WIDTH - margin.left - margin.right,
    height: rowsHeight(groups.length, beside),
    margin,
    whole: wholeLabels(groups),
    title: `Mean ${titleOf(groups)}, zoomed in`,
    alternative: `Means and standard deviations on an axis from ${rough(range[0])} to ${rough(range[1])}: ${describe(groups)}.`,
    spec: {
      data: { values },
      layer: [
        rowLabels(groups, y),
        {
          mark: { type: 'rule', color: 'var(--text)', strokeWidth: 1.5 },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 110, opacity: 1 },
          encoding: {
            y,
            x: x('mean'),
            color: { field: 'colour', scale: null, type: 'nominal' },
            shape: { field: 'shape', scale: null, type: 'nominal' },
          },
        },
        {
          mark: { type: 'text', baseline: 'bottom', dy: -9 },
          encoding: { y, x: x('mean'), text: { field: 'text' } },
        },
      ],
    },
  };
}
