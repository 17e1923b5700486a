import type { Verdict, VerdictPair } from '../../../proto/verdict.ts';
import type { Chart } from '../charts/draw.ts';
import { drawChart } from '../charts/draw.ts';
import { labelRoom, shortened } from '../charts/sizes.ts';
import type { Figure } from '../figure.ts';
import { points } from '../format.ts';
import { html } from '../html.ts';
import { ROW_HEIGHT } from './rows.ts';

/** The most pairs that one figure shows; the table has all. */
const MOST = 28;
const WIDTH = 700;

/** Each pair's difference with its interval, against the margin that matters; null when nothing was compared. */
export async function pairDifferences({ pairs, settings }: Verdict): Promise<Figure | null> {
  const drawable = pairs.filter(({ interval }) => interval !== null).map(better);
  const shown = drawable.sort((a, b) => b.difference - a.difference).slice(0, MOST);
  if (shown.length === 0) return null;
  return {
    id: 'figure-pair-differences',
    title: 'Differences between initializers that learned',
    panels: [
      { heading: 'Mean difference, with its interval', svg: await drawChart(chart(shown, settings.margin)) },
    ],
    layout: 'single',
    caption: html`Paired by fold and seed; intervals of ${(100 * settings.confidence).toFixed(0)}% with Nadeau and Bengio’s correction for
overlapping training sets. The shaded band is the margin within which a difference does not matter (± ${points(settings.margin).slice(1)}
percentage points). An interval that touches 0 does not tell the two apart.`,
    csv: {
      file: 'pair-differences.csv',
      columns: ['a', 'b', 'difference', 'low', 'high', 'p', 'p_adjusted', 'conclusion'],
      rows: pairs.map((pair) => [
        ...[pair.a, pair.b, pair.difference, pair.interval?.low ?? null, pair.interval?.high ?? null],
        ...[pair.p, pair.pAdjusted, pair.conclusion],
      ]),
    },
  };
}

interface Shown {
  readonly label: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly decided: boolean;
}

/** The pair with the better one first, so that all differences are positive. */
function better({ a, b, difference, interval, conclusion }: VerdictPair): Shown {
  const [first, second] = difference >= 0 ? [a, b] : [b, a];
  const { low, high } = interval!;
  const ends = difference >= 0 ? { low, high } : { low: -high, high: -low };
  const label = `${shortened(first)} − ${shortened(second)}`;
  return { label, difference: Math.abs(difference), ...ends, decided: conclusion.endsWith('better') };
}

function chart(pairs: readonly Shown[], margin: number): Chart {
  const room = Math.min(300, labelRoom(pairs.map(({ label }) => label)));
  const values = pairs.map((pair, index) => ({ ...pair, key: `p${index}`, band: margin, negative: -margin }));
  const y = { field: 'key', type: 'nominal', axis: null, scale: { domain: values.map(({ key }) => key) } };
  const low = Math.min(-margin, ...pairs.map((pair) => pair.low));
  const high = Math.max(margin, ...pairs.map((pair) => pair.high));
  const pad = (high - low) * 0.04;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [low - pad, high + pad], nice: false, zero: false },
    axis: {
      title: 'difference of mean validation accuracy, percentage points',
      labelExpr: "format(datum.value * 100, '.2~f')",
      tickCount: 6,
    },
  });
  const mark = {
    field: 'decided',
    type: 'nominal',
    scale: { domain: [true, false], range: ['circle', 'square'] },
    legend: null,
  };
  return {
    width: WIDTH - room - 22,
    height: pairs.length * ROW_HEIGHT,
    margin: { top: 6, right: 22, bottom: 44, left: room },
    title: 'Differences of mean accuracy between initializers',
    alternative: pairs
      .map(
        (pair) =>
          `${pair.label} ${points(pair.difference)}, ${points(pair.low)} to ${points(pair.high)} percentage points`,
      )
      .join('; '),
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'rect', color: 'var(--shade)' },
          encoding: { x: x('negative'), x2: { field: 'band' }, y },
        },
        {
          mark: { type: 'rule', color: 'var(--quiet)', strokeDash: [3, 3] },
          encoding: { x: { ...x('zero'), datum: 0, field: undefined } },
        },
        {
          mark: { type: 'text', align: 'right', baseline: 'middle', dx: -8 },
          encoding: { y, x: { value: 0 }, text: { field: 'label' } },
        },
        {
          mark: { type: 'rule', color: 'var(--text)', size: 2 },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 70, color: 'var(--text)', opacity: 1 },
          encoding: { y, x: x('difference'), shape: mark },
        },
      ],
    },
  };
}
