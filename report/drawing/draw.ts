import { Error as LogErrors, parse, View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import type { Html } from '../html.ts';
import { escapeHtml, html, trusted } from '../html.ts';
import { COLUMN_WIDTH, PANEL_WIDTH } from './sizes.ts';
import { CHART_CONFIG } from './theme.ts';

/**
 * A chart to draw: what vega-lite is told, its size in CSS pixels with all margins, and what it shows in
 * words.
 */
export interface Chart {
  readonly spec: object;
  /**
   * The plotting area, and the room around it for axes and labels: fixed, so that no font measurement moves
   * anything.
   */
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** Few words for the `<title>`; what a reader who cannot see it needs to know for the `aria-label`. */
  readonly title: string;
  readonly alternative: string;
  /** Texts that stand in it in short, and what they are whole: shown on pointing. */
  readonly whole?: ReadonlyMap<string, string>;
}

/** Draws a chart as one `<svg>`, scaled to its container, without scripts, ids or outside references. */
export async function drawChart(chart: Chart): Promise<Html> {
  const { width, height, margin } = chart;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...chart.spec,
    width,
    height,
    padding: margin,
    autosize: { type: 'none' },
    config: CHART_CONFIG,
  } as TopLevelSpec;
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logLevel: LogErrors });
  try {
    const size = {
      width: width + margin.left + margin.right,
      height: height + margin.top + margin.bottom,
    };
    return reframe(await view.toSVG(), chart, size);
  } finally {
    view.finalize();
  }
}

/**
 * Draws a chart twice, for a column and for a phone; the page shows the one that fits, so that type keeps its
 * size.
 */
export async function drawBoth(chartOf: (width: number) => Chart): Promise<Html> {
  const wide = await drawChart(chartOf(COLUMN_WIDTH));
  const narrow = await drawChart(chartOf(PANEL_WIDTH));
  return html`<div class="wide">${wide}</div><div class="narrow">${narrow}</div>`;
}

/**
 * What vega says of each mark: nothing inside an image is read out, and a mark that is said to be a symbol
 * would need a name.
 */
const OF_MARKS = / (?:role|aria-[a-z]+)="[^"]*"/g;

/**
 * Replaces vega's `<svg>` tag by one that scales and has a name for screen readers, and rounds places to a
 * hundredth of a pixel: a quarter of the bytes are digits that nobody can see.
 */
function reframe(svg: string, chart: Chart, size: { width: number; height: number }): Html {
  const body = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1)
    .replace(/<[^>]*>/g, (tag) =>
      tag
        .replace(OF_MARKS, '')
        .replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
    )
    .replace(/>([^<]+)<\/text>/g, (tag, text: string) => {
      const whole = chart.whole?.get(unescaped(text));
      return whole === undefined ? tag : `><title>${escapeHtml(whole)}</title>${text}</text>`;
    });
  return trusted(
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${size.width} ${size.height}" ` +
      `style="max-width:${Math.round(size.width * 1.08)}px" aria-label="${escapeHtml(chart.alternative)}">` +
      `<title>${escapeHtml(chart.title)}</title>${body}`,
  );
}

/** The text behind vega's escapes, `&amp;` last: what it makes must not be taken for another. */
function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
