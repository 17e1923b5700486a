/** The page's style sheet: the report's colours, type and charts, and what only a live page has. */
import { CHARTS_STYLE } from '../report/page/charts-style.ts';
import { COLOURS } from '../report/page/colours.ts';
import { LAYOUT_STYLE } from '../report/page/layout-style.ts';
import { STEPS } from './value-colours.ts';

const FRAME = `
[hidden]{display:none}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 16px}
header{padding-top:40px;margin-bottom:28px}
footer{padding-top:32px;padding-bottom:56px;font-size:.875rem}
main section[id] h2{margin:44px 0 12px}
main section#lead h2{font-size:.875rem;font-weight:500;letter-spacing:0;color:var(--quiet);margin:0 0 4px}
.verdict{max-width:70ch;margin-bottom:18px}
.facts{margin:8px 0 12px;font-variant-numeric:tabular-nums}
.skip{position:absolute;left:16px;top:-60px;background:var(--paper);padding:8px 12px;z-index:2}
.skip:focus{top:8px}
a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
section:target{scroll-margin-top:12px}
.row{display:flex;flex-wrap:wrap;column-gap:48px}
.row>section{flex:1 1 340px;min-width:0}
.row>#grid{flex:0 1 auto;max-width:100%}
.row>#grid .aside{width:0;min-width:100%}
.row>#workers{flex:0 1 auto}
.panels.pair{grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:20px 24px}
.alarm{margin:0 0 24px;padding:12px 16px;max-width:none}
.alarm:empty{display:none}
#report{font-size:1.05rem}
@media (max-width:560px){header{padding-top:24px}main section[id] h2{margin-top:36px}}
`;

const BAR = `
.bar{height:10px;border-radius:5px;background:var(--shade);box-shadow:inset 0 0 0 1px var(--rule);overflow:hidden;max-width:70ch}
.bar span{display:block;height:100%;width:calc(100% * var(--done,0));background:var(--link);transition:width .4s linear}
@media (prefers-reduced-motion:reduce){.bar span{transition:none}}
`;

const SQUARES = `
.squares{border-collapse:separate;border-spacing:3px;min-width:0}
.squares th,.squares td{border:0}
.squares thead th{text-align:center;border:0;position:static}
.squares thead th:first-child{text-align:left}
.squares tbody th{vertical-align:middle;position:sticky;left:0;background:var(--paper);z-index:1;padding-right:12px;text-align:left}
.squares td{position:relative;min-width:4.4em;height:2.7em;padding:2px 6px;text-align:center;vertical-align:middle;font-variant-numeric:tabular-nums;line-height:1.2;border-radius:3px;background:var(--shade);cursor:default}
.squares td.mean{background:none;text-align:right;min-width:4.8em;font-weight:650}
.squares td.spread{background:none;text-align:right;color:var(--quiet)}
.squares td:focus{outline:3px solid var(--text);outline-offset:1px;z-index:2}
.squares .more{display:block;font-size:.72rem}
.squares .training{box-shadow:inset 0 0 0 1px var(--link);color:var(--link);font-style:italic}
.squares .training::after{content:"";position:absolute;left:0;bottom:0;height:5px;width:calc(100% * var(--done,0));background:var(--link);border-radius:0 2px 0 3px}
.squares .queued{background:none;box-shadow:inset 0 0 0 1px var(--grid);color:var(--quiet)}
.squares .failed{background:var(--alarm-paper);box-shadow:inset 0 0 0 2px var(--alarm);color:var(--alarm);font-weight:600}
@media (max-width:560px){.squares tbody th{min-width:9.4em;max-width:11em;white-space:normal;font-size:.8125rem;line-height:1.25}}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;padding:0;margin:4px 0 8px;font-size:.875rem;color:var(--quiet)}
.detail{min-height:3.2em;font-size:.9375rem;border-left:3px solid var(--rule);padding-left:14px;margin:8px 0 0;max-width:none}
.detail b{font-weight:650}
${STEPS.map(({ colour, ink }, step) => `.squares .s${step},.scale .s${step}{background:${colour};color:${ink}}`).join('\n')}
.scale{display:inline-flex;vertical-align:middle;margin:0 6px}
.scale span{width:12px;height:12px}
`;

const CHARTS = `
.chart{overflow:visible}
.chart text{font-size:12px;fill:var(--quiet)}
.chart .name{fill:var(--text);font-weight:500;white-space:pre}
.chart .strong{fill:var(--text);font-weight:650}
.chart .axis{stroke:var(--rule);fill:none}
.chart .rule{stroke:var(--grid);fill:none}
.chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.chart .lost{stroke-dasharray:4 3}
.chart .leader{stroke:var(--rule);fill:none}
.chart .whisker{stroke:var(--text);stroke-width:1.5}
.chart .area{fill:var(--link);opacity:.18}
.note{font-size:.875rem;line-height:1.45;color:var(--quiet);margin:6px 0 0}
`;

const LISTS = `
.told{list-style:none;padding:0;margin:0}
.told li{margin:0 0 10px;padding-left:1.5em;position:relative;max-width:64ch}
.told li::before{position:absolute;left:0;content:"†";color:var(--quiet)}
.told .failed::before{content:"✕";color:var(--alarm)}
.told .failed b{color:var(--alarm)}
.told .setback::before{content:"↻"}
.told pre{margin:6px 0 14px;max-height:18em;overflow:auto;white-space:pre-wrap}
.log pre{white-space:pre-wrap;overflow-wrap:anywhere;min-height:4em}
.log nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0}
.workers .lost{color:var(--alarm);font-weight:600}
.workers thead th{white-space:nowrap}
`;

export const STYLE = [COLOURS, LAYOUT_STYLE, CHARTS_STYLE, FRAME, BAR, SQUARES, CHARTS, LISTS].join('\n');
