import { expect, test } from 'vitest';
import { INKS, lookOf, SHAPES } from '../drawing/palette.ts';
import { PAPER } from './colours.ts';
import { contrast } from './contrast.ts';

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
