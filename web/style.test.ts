import { expect, it } from 'vitest';
import { PAPER } from '../report/page/colours.ts';
import { contrast } from '../report/page/contrast.ts';
import { STEPS, stepOf } from './value-colours.ts';

it('numbers can be read on every colour of a value, and lighter means better', () => {
  for (const { colour, ink } of STEPS) expect(contrast(colour, ink), colour).toBeGreaterThanOrEqual(4.5);
  const lightness = STEPS.map(({ colour }) => contrast(colour, '#000000'));
  expect(lightness).toEqual([...lightness].sort((a, b) => a - b));
  expect([0, 0.19, 0.2, 0.985, 0.99, 1].map(stepOf)).toEqual([0, 0, 1, 8, 9, 9]);
});

it.each(['light', 'dark'] as const)('states can be read on %s paper', (theme) => {
  const paper = PAPER[theme];
  expect(contrast(paper.link, paper.shade), 'in training').toBeGreaterThanOrEqual(4.5);
  expect(contrast(paper.alarm, paper['alarm-paper']), 'failed').toBeGreaterThanOrEqual(4.5);
  expect(contrast(paper.quiet, paper.paper), 'queued').toBeGreaterThanOrEqual(4.5);
});
