import { INKS } from '../drawing/palette.ts';

/** The page's colours on light and on dark paper. */
export const PAPER = {
  light: {
    paper: '#ffffff',
    text: '#1c2127',
    quiet: '#59626d',
    rule: '#b9c0c8',
    grid: '#e6e9ec',
    shade: '#e9edf2',
    link: '#0b5cad',
    alarm: '#b3261e',
    'alarm-paper': '#fdf0ee',
  },
  dark: {
    paper: '#14171b',
    text: '#e7e9ec',
    quiet: '#a3acb7',
    rule: '#525b66',
    grid: '#2a3038',
    shade: '#262d36',
    link: '#7bb7f2',
    alarm: '#ff8f85',
    'alarm-paper': '#331b19',
  },
} as const;

type Theme = keyof typeof PAPER;

function variables(theme: Theme): string {
  const paper = Object.entries(PAPER[theme]).map(([name, value]) => `--${name}:${value};`);
  const inks = INKS.map((ink, index) => `--ink-${index}:${ink[theme]};`);
  return [...paper, ...inks].join('');
}

/** Light, unless the reader's system is dark; print is always on light paper. */
export const COLOURS = `:root{color-scheme:light dark;${variables('light')}}
@media screen and (prefers-color-scheme:dark){:root{${variables('dark')}}}
@media print{:root{color-scheme:light}}`;
