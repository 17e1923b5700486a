import { expect, test } from 'vitest';
import { INKS, lookOf, SHAPES } from '../charts/palette.ts';
import { PAPER } from './colours.ts';

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

test.each(['light', 'dark'] as const)('on %s paper, words have 4.5 : 1 and marks 3 : 1', (theme) => {
  const paper = PAPER[theme];
  for (const name of ['text', 'quiet', 'link', 'alarm'] as const) {
    expect(contrast(paper[name], paper.paper), name).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(paper.alarm, paper['alarm-paper'])).toBeGreaterThanOrEqual(4.5);
  expect(contrast(paper.text, paper.shade)).toBeGreaterThanOrEqual(4.5);
  for (const ink of INKS) {
    expect(contrast(ink[theme], paper.paper), ink.name).toBeGreaterThanOrEqual(3);
    expect(contrast(ink[theme], paper.shade), `${ink.name} on a band`).toBeGreaterThanOrEqual(2.7);
  }
});

test('initializers next to each other differ in colour and in shape, and no two of 63 look alike', () => {
  const looks = Array.from({ length: INKS.length * SHAPES.length }, (_, index) => lookOf(index));
  expect(new Set(looks.map(({ colour, shape }) => colour + shape)).size).toBe(63);
  expect(new Set(looks.slice(0, 7).map(({ shape }) => shape)).size).toBe(7);
  expect(new Set(looks.slice(0, 7).map(({ colour }) => colour)).size).toBe(7);
});
