import type { Verdict } from '../../../proto/verdict.ts';
import type { Chart } from '../charts/draw.ts';
import { drawChart } from '../charts/draw.ts';
import { labelRoom, shortened } from '../charts/sizes.ts';
import type { Figure } from '../figure.ts';
import { html } from '../html.ts';
import { ROW_HEIGHT } from './rows.ts';

const WIDTH = 700;

/** Mean ranks of all initializers, each with half the critical difference to either side; null without a rank test. */
export async function criticalDifferences({ groups, friedman, settings }: Verdict): Promise<Figure | null> {
  const ranked = groups.flatMap(({ group, meanRank }) => (meanRank === null ? [] : [{ group, meanRank }]));
  if (!friedman || ranked.length < 2) return null;
  ranked.sort((a, b) => a.meanRank - b.meanRank);
  const p = friedman.p < 0.001 ? '< 0.001' : `= ${friedman.p.toFixed(3)}`;
  return {
    id: 'figure-critical-difference',
    title: 'Mean ranks and the critical difference',
    panels: [{ heading: '1 is best', svg: await drawChart(chart(ranked, friedman.criticalDifference)) }],
    layout: 'single',
    caption: html`Rank of each initializer within a fold and seed, averaged over ${friedman.blocks} blocks, those at chance included. Two
whose bars do not overlap differ at ${settings.alpha} (Nemenyi; critical difference ${friedman.criticalDifference.toFixed(2)}).
Friedman’s χ² is ${friedman.chiSquare.toFixed(2)} with ${friedman.df} degrees of freedom, p ${p}.`,
    csv: {
      file: 'mean-ranks.csv',
      columns: ['initializer', 'mean_rank', 'critical_difference'],
      rows: ranked.map(({ group, meanRank }) => [group, meanRank, friedman.criticalDifference]),
    },
  };
}

function chart(ranked: readonly { group: string; meanRank: number }[], difference: number): Chart {
  const values = ranked.map(({ group, meanRank }, index) => ({
    key: `r${index}`,
    label: shortened(group),
    rank: meanRank,
    text: meanRank.toFixed(2),
    low: meanRank - difference / 2,
    high: meanRank + difference / 2,
  }));
  const room = labelRoom(values.map(({ label }) => label));
  const y = { field: 'key', type: 'nominal', axis: null, scale: { domain: values.map(({ key }) => key) } };
  const ends = [Math.min(...values.map(({ low }) => low)), Math.max(...values.map(({ high }) => high))];
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: ends, nice: true, zero: false },
    axis: { title: 'mean rank', values: values.map((_, index) => index + 1) },
  });
  return {
    width: WIDTH - room - 22,
    height: values.length * ROW_HEIGHT,
    margin: { top: 6, right: 22, bottom: 44, left: room },
    title: 'Mean ranks with the critical difference',
    alternative: `Mean ranks, 1 is best: ${values.map(({ label, text }) => `${label} ${text}`).join('; ')}. Critical difference ${difference.toFixed(2)}.`,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'text', align: 'right', baseline: 'middle', dx: -8 },
          encoding: { y, x: { value: 0 }, text: { field: 'label' } },
        },
        {
          mark: { type: 'bar', height: 8, color: 'var(--rule)' },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, shape: 'circle', size: 80, color: 'var(--text)', opacity: 1 },
          encoding: { y, x: x('rank') },
        },
        {
          mark: { type: 'text', baseline: 'bottom', dy: -7 },
          encoding: { y, x: x('rank'), text: { field: 'text' } },
        },
      ],
    },
  };
}
