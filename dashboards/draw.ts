/**
 * Draws where the panels of each dashboard stand, as SVG: `npx tsx dashboards/draw.ts FOLDER`. Shapes only;
 * Grafana has the figures.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboards } from './dashboards.ts';
import { COLUMNS } from './frame/frame.ts';
import { placedIn } from './parts.ts';

/** Pixels of a column and of a unit of height, on a screen 1440 px wide, and the gap between panels. */
const WIDTH = 60;
const HEIGHT = 38;
const GAP = 8;

const asText = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A picture of a dashboard's layout. Pure. */
function draw(dashboard: Dashboard): string {
  const panels = placedIn(dashboard);
  const bottom = Math.max(...panels.map(({ gridPos }) => gridPos!.y + gridPos!.h)) * HEIGHT;
  const shapes = panels.map((panel) => {
    const { x, y, w, h } = panel.gridPos!;
    const place = { left: x * WIDTH, top: y * HEIGHT, width: w * WIDTH - GAP, height: h * HEIGHT - GAP };
    const { left, top, width, height } = place;
    if (panel.type === 'row')
      return `<text x="${left + 4}" y="${top + 24}" font-weight="600">⌄ ${panel.title}</text>`;
    const unit = 'fieldConfig' in panel ? panel.fieldConfig?.defaults.unit : '';
    return `<svg x="${left}" y="${top}" width="${width}" height="${height}"><rect width="100%" height="100%" rx="3" fill="#181b1f" stroke="#2c3235"/>
      <text x="10" y="22">${asText(panel.title ?? '')}</text>
      <text x="50%" y="55%" text-anchor="middle" fill="#6e7787">${panel.type} · ${unit}</text></svg>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * WIDTH}" height="${bottom}" font-family="sans-serif" font-size="14" fill="#ccccdc"><rect width="100%" height="100%" fill="#111217"/>${shapes.join('\n')}</svg>\n`;
}

const folder = process.argv[2] ?? 'layout';
mkdirSync(folder, { recursive: true });
for (const [file, dashboard] of Object.entries(dashboards())) {
  writeFileSync(join(folder, file.replace('.json', '.svg')), draw(dashboard));
}
