/**
 * How an arm looks in every figure: a colour and a shape of its own, so that it can be told apart
 * without seeing colours. Hues after Okabe and Ito (2008), "Color universal design", darkened on light paper
 * and brightened on dark so that each has a contrast of at least 3 : 1 (WCAG 2.2, 1.4.11). Colours reach the
 * SVG as CSS variables.
 */
export interface Ink {
  readonly name: string;
  /** On light paper, on dark paper: `#rrggbb`. */
  readonly light: string;
  readonly dark: string;
}

export const INKS: readonly Ink[] = [
  { name: 'blue', light: '#0072b2', dark: '#4ba6e8' },
  { name: 'vermillion', light: '#d04a00', dark: '#ff8345' },
  { name: 'green', light: '#00805d', dark: '#2fc497' },
  { name: 'purple', light: '#b0568a', dark: '#e39bc5' },
  { name: 'orange', light: '#a86e00', dark: '#f0ad1c' },
  { name: 'sky', light: '#2685bb', dark: '#8fd0f7' },
  { name: 'black', light: '#33383f', dark: '#e6e1d6' },
];

/** Outlines in a box of −1 … 1 both ways: what vega takes as a shape, and what the legend draws. */
export const SHAPES: readonly string[] = [
  'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z',
  'M-0.88,-0.88L0.88,-0.88L0.88,0.88L-0.88,0.88Z',
  'M0,-1.15L1.1,0.85L-1.1,0.85Z',
  'M0,-1.25L1.25,0L0,1.25L-1.25,0Z',
  'M0,1.15L1.1,-0.85L-1.1,-0.85Z',
  'M-0.38,-1.1L0.38,-1.1L0.38,-0.38L1.1,-0.38L1.1,0.38L0.38,0.38L0.38,1.1L-0.38,1.1L-0.38,0.38L-1.1,0.38L-1.1,-0.38L-0.38,-0.38Z',
  'M0,-0.52L0.62,-1.14L1.14,-0.62L0.52,0L1.14,0.62L0.62,1.14L0,0.52L-0.62,1.14L-1.14,0.62L-0.52,0L-1.14,-0.62L-0.62,-1.14Z',
  'M1.15,0L-0.85,1.1L-0.85,-1.1Z',
  'M-1.15,0L0.85,1.1L0.85,-1.1Z',
];

/**
 * Colour (a CSS variable) and shape of the `index`th arm of a study; no two of the first 63 look the
 * same. Pure.
 */
export function lookOf(index: number): { readonly colour: string; readonly shape: string } {
  return { colour: `var(--ink-${index % INKS.length})`, shape: SHAPES[index % SHAPES.length]! };
}
