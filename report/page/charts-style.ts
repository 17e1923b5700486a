/**
 * Figures: panels side by side where there is room, under each other where there is none; never wider than
 * the page.
 */
export const CHARTS_STYLE = `
figure{margin:28px 0 44px}
figcaption{font-size:.875rem;line-height:1.5;color:var(--quiet);max-width:76ch;margin-top:8px}
.csv{white-space:nowrap;font-size:.875rem}
.panels{display:grid;gap:20px 24px}
.panels.pair{grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr))}
.panels.small{grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:18px 16px}
.panel{min-width:0}
.over{font-size:.875rem;line-height:1.4;margin:0 0 6px}
.note{display:block;color:var(--quiet)}
.chart{display:block;width:100%;height:auto;overflow:visible}
.chart text{font-family:inherit;font-variant-numeric:tabular-nums}
.swatch{width:.8em;height:.8em;margin-right:.5em;vertical-align:-.04em;overflow:visible}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;margin:0 0 14px;font-size:.875rem}
.wide{display:block}.narrow{display:none}
@media screen and (max-width:720px){.wide{display:none}.narrow{display:block}}
`;
