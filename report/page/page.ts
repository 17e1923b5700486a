import type { Fragment } from '../html.ts';
import { html, trusted } from '../html.ts';
import { CHARTS_STYLE } from './charts-style.ts';
import { COLOURS } from './colours.ts';
import { LAYOUT_STYLE } from './layout-style.ts';
import { PRINT_STYLE } from './print-style.ts';

/** The style sheet of every report. */
export const REPORT_STYLE = [COLOURS, LAYOUT_STYLE, CHARTS_STYLE, PRINT_STYLE].join('\n');

/**
 * The page around the sections. The policy lets nothing be loaded and nothing run, whatever stands in the
 * text. Pure.
 */
export function pageHtml(study: string, sections: readonly Fragment[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${study}: fanout report</title>
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<main>
${sections}</main>
</body>
</html>
`.text;
}
