import type { Config } from 'vega-lite';

/**
 * The calm look of every chart. Colours are the page's CSS variables, so one drawing serves light, dark and
 * print.
 */
export const CHART_CONFIG: Config = {
  background: null as unknown as string,
  aria: false,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: 'var(--quiet)',
    titleColor: 'var(--quiet)',
    gridColor: 'var(--grid)',
    domainColor: 'var(--rule)',
    tickColor: 'var(--rule)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelPadding: 5,
    titlePadding: 8,
    tickSize: 4,
    labelOverlap: 'greedy',
    labelFlush: false,
  },
  text: { fontSize: 12, color: 'var(--text)' },
};
